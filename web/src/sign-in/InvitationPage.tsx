import { Alert, Button, SimpleGrid, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { ApiProblem, answerOf } from '../api/index.js';
import { ProblemAlert } from '../common/feedback/index.js';
import { PasswordField, TextFields, useServerForm } from '../common/forms/index.js';
import type { TextField } from '../common/forms/index.js';
import { SmallPage } from '../common/layout/index.js';
import { api, signedIn } from '../session/index.js';
import { texts } from '../texts/index.js';
import { useLinkToken } from './use-link-token.js';

/** Where the link of an invitation leads. */
export function InvitationPage(): React.ReactNode {
  const token = useLinkToken();
  const { title, intro, incomplete } = texts.invitation;
  return (
    <SmallPage title={title} width={520}>
      {token === '' ? (
        <Alert color="yellow" variant="light">
          {incomplete}
        </Alert>
      ) : (
        <>
          <Text c="dimmed">{intro}</Text>
          <AcceptanceForm key={token} token={token} />
        </>
      )}
    </SmallPage>
  );
}

const INITIAL_VALUES = { firstName: '', lastName: '', username: '', password: '' };
const { firstName, lastName, username } = texts.registration;

const NAMES: readonly TextField<typeof INITIAL_VALUES>[] = [
  { name: 'firstName', label: firstName, autoComplete: 'given-name', maxLength: 80 },
  { name: 'lastName', label: lastName, autoComplete: 'family-name', maxLength: 80 },
];
const USERNAME: readonly TextField<typeof INITIAL_VALUES>[] = [
  { name: 'username', label: username, autoComplete: 'username', maxLength: 60 },
];

function AcceptanceForm({ token }: { readonly token: string }): React.ReactNode {
  const { password, passwordHint } = texts.registration;
  const { form, problem, isSending, onSubmit } = useAcceptance(token);
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextFields form={form} fields={NAMES} />
        </SimpleGrid>
        <TextFields form={form} fields={USERNAME} />
        <PasswordField
          label={password}
          description={passwordHint}
          required
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
        {isUnusable(problem) ? (
          <Alert color="red" variant="light" role="alert">
            {texts.invitation.invalid} {texts.invitation.askAgain}
          </Alert>
        ) : (
          <ProblemAlert error={problem} />
        )}
        <Button type="submit" loading={isSending}>
          {texts.invitation.submit}
        </Button>
      </Stack>
    </form>
  );
}

function useAcceptance(token: string) {
  const navigate = useNavigate();
  return useServerForm({
    initialValues: INITIAL_VALUES,
    send: async (values) => {
      signedIn(await answerOf(api.POST('/api/invitations/accept', { body: { token, ...values } })));
      await navigate({ to: '/dashboard/' });
    },
  });
}

function isUnusable(problem: unknown): boolean {
  return problem instanceof ApiProblem && (problem.status === 404 || 'token' in problem.fields);
}
