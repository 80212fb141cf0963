import { Alert, Button, Stack, Text, TextInput } from '@mantine/core';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiProblem, answerOf } from '../api/index.js';
import type { Schemas } from '../api/index.js';
import { ProblemAlert } from '../common/feedback/index.js';
import { CODE_FIELDS, codeOf, PasswordField, useServerForm } from '../common/forms/index.js';
import { PageLink, SmallPage } from '../common/layout/index.js';
import { api, signedIn } from '../session/index.js';
import { texts } from '../texts/index.js';

const route = getRouteApi('/public/login');

export function SignInPage(): React.ReactNode {
  const { title, noAccount, seePlans, reasons, tooLate } = texts.signIn;
  const { reason } = route.useSearch();
  const [challenge, setChallenge] = useState<Challenge>();
  const [isTooLate, setTooLate] = useState(false);
  const said = isTooLate ? tooLate : reason && reasons[reason];
  const startAnew = (isLate: boolean): void => {
    setTooLate(isLate);
    setChallenge(undefined);
  };
  return (
    <SmallPage title={title}>
      {said && (
        <Alert variant="light" role="status">
          {said}
        </Alert>
      )}
      {challenge === undefined ? (
        <PasswordForm onChallenge={setChallenge} />
      ) : (
        <CodeForm challenge={challenge} onStartAnew={startAnew} />
      )}
      <Text size="sm">
        {noAccount}{' '}
        <PageLink to="/subscription/plans/" underline="always">
          {seePlans}
        </PageLink>
      </Text>
    </SmallPage>
  );
}

/** That the password was right; the code has to follow in time. */
interface Challenge {
  readonly challenge: string;
  readonly expiresAtMs: number;
}

interface PasswordFormProps {
  /** Called when a code is needed as well. */
  readonly onChallenge: (challenge: Challenge) => void;
}

function PasswordForm({ onChallenge }: PasswordFormProps): React.ReactNode {
  const { username, password, submit, wrong, forgot } = texts.signIn;
  const enter = useEnter();
  const { form, problem, isSending, onSubmit } = useServerForm({
    initialValues: { username: '', password: '' },
    send: async (body) => {
      try {
        enter(await answerOf(api.POST('/api/auth/login', { body })));
      } catch (error) {
        const said = error instanceof ApiProblem ? error.problem : undefined;
        const { challenge, challengeExpiresIn = 0 } = said ?? {};
        if (challenge === undefined) throw error;
        onChallenge({ challenge, expiresAtMs: Date.now() + challengeExpiresIn * 1000 });
      }
    },
    fieldOf: ({ code }): Record<string, string> => (code === 'invalid-credentials' ? { password: wrong } : {}),
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <TextInput label={username} required autoComplete="username" {...form.getInputProps('username')} />
        <PasswordField label={password} required autoComplete="current-password" {...form.getInputProps('password')} />
        <ProblemAlert error={problem} />
        <Button type="submit" loading={isSending} fullWidth size="md">
          {submit}
        </Button>
        <PageLink to="/forgot-password/" size="sm" underline="always">
          {forgot}
        </PageLink>
      </Stack>
    </form>
  );
}

interface CodeFormProps {
  readonly challenge: Challenge;
  /** Called when the password is to be given again. @param isLate because too much time has passed. */
  readonly onStartAnew: (isLate: boolean) => void;
}

function CodeForm({ challenge: { challenge, expiresAtMs }, onStartAnew }: CodeFormProps): React.ReactNode {
  const { code, codeHint, submit, wrongCode, startAnew } = texts.signIn;
  const enter = useEnter();
  const { form, problem, isSending, onSubmit } = useServerForm({
    initialValues: { code: '' },
    send: async (values) => {
      const body = { challenge, ...codeOf(values.code) };
      try {
        enter(await answerOf(api.POST('/api/auth/second-factor', { body })));
      } catch (error) {
        const isRefused = error instanceof ApiProblem && error.code === 'invalid-credentials';
        if (!isRefused || Date.now() < expiresAtMs) throw error;
        onStartAnew(true);
      }
    },
    fieldOf: (refusal): Record<string, string> => (refusal.code === 'invalid-credentials' ? { code: wrongCode } : {}),
    fieldNames: CODE_FIELDS,
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <TextInput
          label={code}
          description={codeHint}
          required
          autoFocus
          autoComplete="one-time-code"
          {...form.getInputProps('code')}
        />
        <ProblemAlert error={problem} />
        <Button type="submit" loading={isSending} fullWidth size="md">
          {submit}
        </Button>
        <Button variant="subtle" fullWidth onClick={() => onStartAnew(false)}>
          {startAnew}
        </Button>
      </Stack>
    </form>
  );
}

/** Goes to the page somebody wanted, or to where their day begins. */
function useEnter(): (me: Schemas['SignedIn']) => void {
  const { next } = route.useSearch();
  const router = useRouter();
  return (me) => {
    signedIn(me);
    router.history.push(next ?? (me.user.isSuperuser ? '/admin/' : '/dashboard/'));
  };
}
