import { Button, Group, Modal, Stack } from '@mantine/core';
import { ProblemAlert } from '../feedback/index.js';
import { texts } from '../../texts/index.js';

interface FormDialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly server: {
    readonly problem: unknown;
    readonly isSending: boolean;
    readonly onSubmit: (event: React.FormEvent<HTMLFormElement>) => void;
  };
  readonly submit: string;
  readonly isBlocked?: boolean;
  readonly size?: string;
  /** Beside the buttons. */
  readonly extra?: React.ReactNode;
  readonly children: React.ReactNode;
}

/** A form in a dialog. */
export function FormDialog({
  title,
  onClose,
  server,
  submit,
  isBlocked,
  size = 'lg',
  extra,
  children,
}: FormDialogProps): React.ReactNode {
  return (
    <Modal opened onClose={onClose} title={title} size={size} closeButtonProps={{ 'aria-label': texts.general.close }}>
      <form onSubmit={server.onSubmit} noValidate>
        <Stack>
          {children}
          <ProblemAlert error={server.problem} />
          <Group justify="space-between">
            <div>{extra}</div>
            <Group gap="xs">
              <Button variant="default" onClick={onClose}>
                {texts.general.cancel}
              </Button>
              <Button type="submit" loading={server.isSending} disabled={isBlocked}>
                {submit}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
