import { Code, Group, Image, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { showDone } from '../../common/feedback/index.js';
import { FormDialog, PasswordField, useServerForm } from '../../common/forms/index.js';
import { texts } from '../../texts/index.js';
import { RecoveryCodes } from './RecoveryCodes.js';
import { beginSetup, confirmSetup } from './security-api.js';
import type { Setup } from './security-api.js';

const labels = texts.security.setup;

/** Password, then the app's code, then the recovery codes, which are seen once. */
export function SetupDialog({ onClose }: { readonly onClose: () => void }): React.ReactNode {
  const queries = useQueryClient();
  const [setup, setSetup] = useState<Setup>();
  const [codes, setCodes] = useState<readonly string[]>();
  const finish = (): void => {
    onClose();
    showDone(labels.done);
    // What was refused before is open now.
    void queries.invalidateQueries();
  };
  if (codes) return <RecoveryCodes codes={codes} onClose={finish} />;
  if (setup) return <CodeStep setup={setup} onDone={setCodes} onClose={onClose} />;
  return <PasswordStep onDone={setSetup} onClose={onClose} />;
}

interface StepProps<Result> {
  readonly onDone: (result: Result) => void;
  readonly onClose: () => void;
}

function PasswordStep({ onDone, onClose }: StepProps<Setup>): React.ReactNode {
  const server = useServerForm({
    initialValues: { password: '' },
    send: async ({ password }) => onDone(await beginSetup(password)),
  });
  return (
    <FormDialog title={labels.title} submit={labels.next} server={server} onClose={onClose} size="md">
      <Text>{labels.passwordText}</Text>
      <PasswordField
        label={texts.signIn.password}
        required
        data-autofocus
        autoComplete="current-password"
        {...server.form.getInputProps('password')}
      />
    </FormDialog>
  );
}

interface CodeStepProps extends StepProps<readonly string[]> {
  readonly setup: Setup;
}

function CodeStep({ setup, onDone, onClose }: CodeStepProps): React.ReactNode {
  const server = useServerForm({
    initialValues: { code: '' },
    send: async ({ code }) => onDone(await confirmSetup(code.replaceAll(/\s/g, ''))),
  });
  return (
    <FormDialog title={labels.title} submit={labels.confirm} server={server} onClose={onClose} size="md">
      <Text>{labels.scan}</Text>
      <Group align="flex-start">
        {/* A picture runs no script, whatever it says. */}
        <Image
          src={`data:image/svg+xml,${encodeURIComponent(setup.qrCodeSvg)}`}
          alt={labels.qrCode}
          w={200}
          h={200}
          radius="sm"
        />
        <Stack gap="xs" flex="1 1 12rem" miw={0}>
          <Text size="sm">{labels.byHand}</Text>
          <Code style={{ overflowWrap: 'anywhere' }}>{inGroups(setup.secret)}</Code>
        </Stack>
      </Group>
      <TextInput
        label={labels.code}
        required
        data-autofocus
        inputMode="numeric"
        autoComplete="one-time-code"
        {...server.form.getInputProps('code')}
      />
    </FormDialog>
  );
}

/** Four letters at a time are easier to type. */
function inGroups(secret: string): string {
  return secret.replaceAll(/(.{4})(?=.)/g, '$1 ');
}
