import { Text } from '@mantine/core';
import { useEffect } from 'react';
import { answerOf } from '../api/index.js';
import { FormDialog, ProofFields, useProofForm } from '../common/forms/index.js';
import { texts } from '../texts/index.js';
import { answerProof } from './proof.js';
import { api } from './session-api.js';

const labels = texts.stepUp;

/** Asks for password and code once more, before something that cannot simply be undone. */
export default function StepUpDialog(): React.ReactNode {
  // Whoever is signed out meanwhile proves nothing any more.
  useEffect(() => () => answerProof(false), []);
  const server = useProofForm(async (body) => {
    await answerOf(api.POST('/api/auth/step-up', { body }));
    answerProof(true);
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
      <ProofFields form={server.form} />
    </FormDialog>
  );
}
