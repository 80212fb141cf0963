import { Alert, Button, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { ApiProblem, answerOf } from '../api/index.js';
import { ProblemAlert } from '../common/feedback/index.js';
import { PasswordField, useServerForm } from '../common/forms/index.js';
import { PageLink, SmallPage } from '../common/layout/index.js';
import { api } from '../session/index.js';
import { texts } from '../texts/index.js';
import { useLinkToken } from './use-link-token.js';

const labels = texts.resetPassword;

/** Where the link of a mail leads after a password was forgotten. */
export function ResetPasswordPage(): React.ReactNode {
  const token = useLinkToken();
  return (
    <SmallPage title={labels.title}>
      {token === '' ? <Unusable text={labels.incomplete} /> : <PasswordForm key={token} token={token} />}
    </SmallPage>
  );
}

function PasswordForm({ token }: { readonly token: string }): React.ReactNode {
  const { form, problem, isSending, onSubmit } = useReset(token);
  const isUnusable = problem instanceof ApiProblem && (problem.status === 404 || 'token' in problem.fields);
  if (isUnusable) return <Unusable text={labels.invalid} />;
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <Text c="dimmed">{labels.intro}</Text>
        <PasswordField
          label={labels.password}
          description={texts.registration.passwordHint}
          required
          autoComplete="new-password"
          {...form.getInputProps('newPassword')}
        />
        <ProblemAlert error={problem} />
        <Button type="submit" loading={isSending} fullWidth size="md">
          {labels.submit}
        </Button>
      </Stack>
    </form>
  );
}

function Unusable({ text }: { readonly text: string }): React.ReactNode {
  return (
    <>
      <Alert color="yellow" variant="light" role="alert">
        {text}
      </Alert>
      <PageLink to="/forgot-password/" underline="always">
        {labels.askAgain}
      </PageLink>
    </>
  );
}

function useReset(token: string) {
  const navigate = useNavigate();
  return useServerForm({
    initialValues: { newPassword: '' },
    send: async ({ newPassword }) => {
      await answerOf(api.POST('/api/auth/reset-password', { body: { token, newPassword } }));
      await navigate({ to: '/login/', search: { reason: 'password-set' } });
    },
  });
}
