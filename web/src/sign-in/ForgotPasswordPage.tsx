import { Alert, Button, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { answerOf } from '../api/index.js';
import { ProblemAlert } from '../common/feedback/index.js';
import { useServerForm } from '../common/forms/index.js';
import { PageLink, SmallPage } from '../common/layout/index.js';
import { api } from '../session/index.js';
import { texts } from '../texts/index.js';

const labels = texts.forgotPassword;

/** Asks for a mail with a link; what is answered says nothing about who has an account. */
export function ForgotPasswordPage(): React.ReactNode {
  const [isSent, setSent] = useState(false);
  return (
    <SmallPage title={labels.title}>
      {isSent ? (
        <Alert variant="light" role="status">
          {labels.sent}
        </Alert>
      ) : (
        <RequestForm onSent={() => setSent(true)} />
      )}
      <PageLink to="/login/" size="sm" underline="always">
        {labels.toSignIn}
      </PageLink>
    </SmallPage>
  );
}

function RequestForm({ onSent }: { readonly onSent: () => void }): React.ReactNode {
  const { form, problem, isSending, onSubmit } = useServerForm({
    initialValues: { username: '' },
    send: async (body) => {
      await answerOf(api.POST('/api/auth/forgot-password', { body }));
      onSent();
    },
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <Text c="dimmed">{labels.intro}</Text>
        <TextInput label={labels.username} required autoComplete="username" {...form.getInputProps('username')} />
        <ProblemAlert error={problem} />
        <Button type="submit" loading={isSending} fullWidth size="md">
          {labels.submit}
        </Button>
      </Stack>
    </form>
  );
}
