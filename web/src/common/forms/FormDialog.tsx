import { Button, Group, Modal, Stack } from '@mantine/core';
import { useIsProofAsked } from '../../session/proof.js';
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
  /** What cannot be undone is red. */
  readonly isDangerous?: boolean;
  readonly isBlocked?: boolean;
  readonly size?: string;
  /** Above another dialog, which stays. */
  readonly isOnTop?: boolean;
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
  isDangerous = false,
  isBlocked,
  size = 'lg',
  isOnTop = false,
  extra,
  children,
}: FormDialogProps): React.ReactNode {
  const isCovered = useIsProofAsked();
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={size}
      closeOnEscape={isOnTop || !isCovered}
      trapFocus={isOnTop || !isCovered}
      closeButtonProps={{ 'aria-label': texts.general.close }}
    >
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
              <Button
                type="submit"
                loading={server.isSending}
                disabled={isBlocked}
                {...(isDangerous && { color: 'red.8' })}
              >
                {submit}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
