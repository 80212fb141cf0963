import { Alert, Button, Paper, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiProblem, answerOf } from '../api/index.js';
import { ProblemAlert } from '../common/feedback/index.js';
import { PasswordField, useServerForm } from '../common/forms/index.js';
import { useTitle } from '../common/layout/index.js';
import { api, signedIn } from '../session/index.js';
import { texts } from '../texts/index.js';

/** Where the link of an invitation leads; what it proves stands behind the #, which no server ever sees. */
export function InvitationPage(): React.ReactNode {
  const [token] = useState(() => new URLSearchParams(location.hash.slice(1)).get('token') ?? '');
  const { title, intro, incomplete } = texts.invitation;
  useTitle(title);
  return (
    <Paper p="xl" maw={520} mx="auto">
      <Stack>
        <Title order={1}>{title}</Title>
        {token === '' ? (
          <Alert color="yellow" variant="light">
            {incomplete}
          </Alert>
        ) : (
          <>
            <Text c="dimmed">{intro}</Text>
            <AcceptanceForm token={token} />
          </>
        )}
      </Stack>
    </Paper>
  );
}

function AcceptanceForm({ token }: { readonly token: string }): React.ReactNode {
  const { firstName, lastName, username, password, passwordHint } = texts.registration;
  const { form, problem, isSending, onSubmit } = useAcceptance(token);
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput label={firstName} required autoComplete="given-name" {...form.getInputProps('firstName')} />
          <TextInput label={lastName} required autoComplete="family-name" {...form.getInputProps('lastName')} />
        </SimpleGrid>
        <TextInput label={username} required autoComplete="username" {...form.getInputProps('username')} />
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
    initialValues: { firstName: '', lastName: '', username: '', password: '' },
    send: async (values) => {
      signedIn(await answerOf(api.POST('/api/invitations/accept', { body: { token, ...values } })));
      await navigate({ to: '/dashboard/' });
    },
  });
}

function isUnusable(problem: unknown): boolean {
  return problem instanceof ApiProblem && (problem.status === 404 || 'token' in problem.fields);
}
