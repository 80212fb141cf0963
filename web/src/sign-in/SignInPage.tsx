import { Alert, Button, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiProblem, answerOf } from '../api/index.js';
import type { Schemas } from '../api/index.js';
import { ProblemAlert } from '../common/feedback/index.js';
import { PasswordField, useServerForm } from '../common/forms/index.js';
import { PageLink, useTitle } from '../common/layout/index.js';
import { api, signedIn } from '../session/index.js';
import { texts } from '../texts/index.js';

const route = getRouteApi('/public/login');

export function SignInPage(): React.ReactNode {
  const { title, noAccount, seePlans, reasons } = texts.signIn;
  const { reason } = route.useSearch();
  const [challenge, setChallenge] = useState<string>();
  useTitle(title);
  return (
    <Paper p="xl" maw={440} mx="auto">
      <Stack>
        <Title order={1}>{title}</Title>
        {reason && (
          <Alert variant="light" role="status">
            {reasons[reason]}
          </Alert>
        )}
        {challenge === undefined ? <PasswordForm onChallenge={setChallenge} /> : <CodeForm challenge={challenge} />}
        <Text size="sm">
          {noAccount}{' '}
          <PageLink to="/subscription/plans/" underline="always">
            {seePlans}
          </PageLink>
        </Text>
      </Stack>
    </Paper>
  );
}

interface PasswordFormProps {
  /** Called when a code is needed as well. */
  readonly onChallenge: (challenge: string) => void;
}

function PasswordForm({ onChallenge }: PasswordFormProps): React.ReactNode {
  const { username, password, submit, wrong } = texts.signIn;
  const enter = useEnter();
  const { form, problem, isSending, onSubmit } = useServerForm({
    initialValues: { username: '', password: '' },
    send: async (body) => {
      try {
        enter(await answerOf(api.POST('/api/auth/login', { body })));
      } catch (error) {
        const challenge = error instanceof ApiProblem ? error.problem?.challenge : undefined;
        if (challenge === undefined) throw error;
        onChallenge(challenge);
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
      </Stack>
    </form>
  );
}

function CodeForm({ challenge }: { readonly challenge: string }): React.ReactNode {
  const { code, codeHint, submit, wrongCode } = texts.signIn;
  const enter = useEnter();
  const { form, problem, isSending, onSubmit } = useServerForm({
    initialValues: { code: '' },
    send: async (values) => {
      enter(await answerOf(api.POST('/api/auth/second-factor', { body: { challenge, code: values.code.trim() } })));
    },
    fieldOf: (refusal): Record<string, string> => (refusal.code === 'invalid-credentials' ? { code: wrongCode } : {}),
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
