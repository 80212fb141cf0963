import { Text, TextInput } from '@mantine/core';
import { useEffect } from 'react';
import { answerOf } from '../api/index.js';
import { codeOf, CODE_FIELDS, FormDialog, PasswordField, useServerForm } from '../common/forms/index.js';
import { texts } from '../texts/index.js';
import { answerProof } from './proof.js';
import { api } from './session-api.js';

const labels = texts.stepUp;

/** Asks for password and code once more, before something that cannot simply be undone. */
export default function StepUpDialog(): React.ReactNode {
  // Whoever is signed out meanwhile proves nothing any more.
  useEffect(() => () => answerProof(false), []);
  const server = useServerForm({
    initialValues: { password: '', code: '' },
    send: async ({ password, code }) => {
      await answerOf(api.POST('/api/auth/step-up', { body: { password, ...codeOf(code) } }));
      answerProof(true);
    },
    fieldNames: CODE_FIELDS,
  });
  return (
    <FormDialog
      title={labels.title}
      submit={labels.submit}
      server={server}
      onClose={() => answerProof(false)}
      size="md"
      isOnTop
    >
      <Text size="sm">{labels.text}</Text>
      <PasswordField
        label={texts.signIn.password}
        required
        data-autofocus
        autoComplete="current-password"
        {...server.form.getInputProps('password')}
      />
      <TextInput
        label={texts.signIn.code}
        description={texts.signIn.codeHint}
        required
        autoComplete="one-time-code"
        {...server.form.getInputProps('code')}
      />
    </FormDialog>
  );
}
