import { Alert, Button, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { answerOf } from '../api/index.js';
import { ProblemAlert } from '../common/feedback/index.js';
import { PasswordField, useServerForm } from '../common/forms/index.js';
import { PageLink, useTitle } from '../common/layout/index.js';
import { api, signedIn } from '../session/index.js';
import { texts } from '../texts/index.js';

const route = getRouteApi('/public/login');

export function SignInPage(): React.ReactNode {
  const { title, username, password, submit, noAccount, seePlans, reasons } = texts.signIn;
  const { reason } = route.useSearch();
  const { form, problem, isSending, onSubmit } = useSignIn();
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
        <form onSubmit={onSubmit} noValidate>
          <Stack>
            <TextInput label={username} required autoComplete="username" {...form.getInputProps('username')} />
            <PasswordField
              label={password}
              required
              autoComplete="current-password"
              {...form.getInputProps('password')}
            />
            <ProblemAlert error={problem} />
            <Button type="submit" loading={isSending} fullWidth size="md">
              {submit}
            </Button>
          </Stack>
        </form>
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

function useSignIn() {
  const { next } = route.useSearch();
  const router = useRouter();
  return useServerForm({
    initialValues: { username: '', password: '' },
    send: async (values) => {
      const me = await answerOf(api.POST('/api/auth/login', { body: values }));
      signedIn(me);
      router.history.push(next ?? (me.user.isSuperuser ? '/admin/' : '/dashboard/'));
    },
    fieldOf: ({ code }): Record<string, string> =>
      code === 'invalid-credentials' ? { password: texts.signIn.wrong } : {},
  });
}
