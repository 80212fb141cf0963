import { Alert, Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { texts } from '../../texts/index.js';
import { DisableDialog, RenewDialog } from './ProofDialogs.js';
import type { SecondFactor } from './security-api.js';
import { SetupDialog } from './SetupDialog.js';

const labels = texts.security.factor;
type Action = 'set-up' | 'renew' | 'disable';

interface FactorCardProps {
  readonly factor: SecondFactor;
  readonly mustEnrol: boolean;
}

export function FactorCard({ factor, mustEnrol }: FactorCardProps): React.ReactNode {
  const { isEnabled, isRequired, recoveryCodesLeft } = factor;
  const [action, setAction] = useState<Action>();
  const close = (): void => setAction(undefined);
  return (
    <Paper p="lg" maw={760}>
      <Stack align="flex-start">
        <Group justify="space-between" w="100%">
          <Title order={2}>{labels.title}</Title>
          <Badge color={isEnabled ? 'clinic' : 'gray'} c={isEnabled ? undefined : 'dimmed'}>
            {isEnabled ? labels.on : labels.off}
          </Badge>
        </Group>
        {mustEnrol && (
          <Alert color="yellow" variant="light" role="status">
            {labels.mustEnrol}
          </Alert>
        )}
        <Text>{labels.text}</Text>
        {isEnabled && <Text>{labels.codesLeft(recoveryCodesLeft)}</Text>}
        {isEnabled && isRequired && <Text c="dimmed">{labels.required}</Text>}
        <Group>
          {!isEnabled && <Button onClick={() => setAction('set-up')}>{labels.setUp}</Button>}
          {isEnabled && (
            <Button variant="default" onClick={() => setAction('renew')}>
              {labels.renew}
            </Button>
          )}
          {isEnabled && !isRequired && (
            <Button variant="default" onClick={() => setAction('disable')}>
              {labels.disable}
            </Button>
          )}
        </Group>
      </Stack>
      {action === 'set-up' && <SetupDialog onClose={close} />}
      {action === 'renew' && <RenewDialog onClose={close} />}
      {action === 'disable' && <DisableDialog onClose={close} />}
    </Paper>
  );
}
