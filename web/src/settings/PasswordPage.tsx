import { Button, Group, Paper, Stack } from '@mantine/core';
import { answerOf } from '../api/index.js';
import { ProblemAlert, showDone } from '../common/feedback/index.js';
import { PasswordField, useServerForm } from '../common/forms/index.js';
import { Page } from '../common/layout/index.js';
import { api, signedIn } from '../session/index.js';
import { texts } from '../texts/index.js';

export function PasswordPage(): React.ReactNode {
  const { title, current, next, hint, submit, changed } = texts.settings.password;
  const server = useServerForm({
    initialValues: { currentPassword: '', newPassword: '' },
    send: async (values) => {
      signedIn(await answerOf(api.POST('/api/auth/change-password', { body: values })));
      server.form.reset();
      showDone(changed);
    },
  });
  return (
    <Page title={title}>
      <Paper p="lg" maw={520}>
        <form onSubmit={server.onSubmit} noValidate>
          <Stack>
            <PasswordField
              label={current}
              required
              autoComplete="current-password"
              {...server.form.getInputProps('currentPassword')}
            />
            <PasswordField
              label={next}
              description={hint}
              required
              autoComplete="new-password"
              {...server.form.getInputProps('newPassword')}
            />
            <ProblemAlert error={server.problem} />
            <Group justify="flex-end">
              <Button type="submit" loading={server.isSending}>
                {submit}
              </Button>
            </Group>
          </Stack>
        </form>
      </Paper>
    </Page>
  );
}
