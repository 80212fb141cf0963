import { Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { showDone } from '../../common/feedback/index.js';
import { FormDialog, ProofFields, useProofForm } from '../../common/forms/index.js';
import { texts } from '../../texts/index.js';
import { RecoveryCodes } from './RecoveryCodes.js';
import { disableFactor, renewCodes } from './security-api.js';
import type { Proof } from './security-api.js';

const { renewal, disabling } = texts.security;

interface DialogProps {
  readonly onClose: () => void;
}

export function RenewDialog({ onClose }: DialogProps): React.ReactNode {
  const queries = useQueryClient();
  const [codes, setCodes] = useState<readonly string[]>();
  const send = async (proof: Proof): Promise<void> => {
    setCodes(await renewCodes(proof));
    await queries.invalidateQueries({ queryKey: ['security'] });
  };
  if (codes) return <RecoveryCodes codes={codes} onClose={onClose} />;
  return <ProofDialog labels={renewal} send={send} onClose={onClose} />;
}

export function DisableDialog({ onClose }: DialogProps): React.ReactNode {
  const queries = useQueryClient();
  const send = async (proof: Proof): Promise<void> => {
    await disableFactor(proof);
    await queries.invalidateQueries({ queryKey: ['security'] });
    showDone(disabling.done);
    onClose();
  };
  return <ProofDialog labels={disabling} send={send} onClose={onClose} isDangerous />;
}

interface ProofDialogProps extends DialogProps {
  readonly labels: { readonly title: string; readonly text: string; readonly submit: string };
  readonly send: (proof: Proof) => Promise<unknown>;
  readonly isDangerous?: boolean;
}

/** What changes how one signs in takes all that one signs in with. */
function ProofDialog({ labels, send, onClose, isDangerous }: ProofDialogProps): React.ReactNode {
  const server = useProofForm(send);
  return (
    <FormDialog
      title={labels.title}
      submit={labels.submit}
      server={server}
      onClose={onClose}
      size="md"
      isDangerous={isDangerous}
    >
      <Text>{labels.text}</Text>
      <ProofFields form={server.form} />
    </FormDialog>
  );
}
