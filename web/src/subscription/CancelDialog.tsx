import { Button, Group, Modal, Text } from '@mantine/core';
import { formatDate } from '../common/format/index.js';
import type { Subscription } from '../session/index.js';
import { texts } from '../texts/index.js';
import { useSubscriptionActions } from './use-subscription-actions.js';

interface CancelDialogProps {
  readonly subscription: Subscription;
  readonly onClose: () => void;
}

export function CancelDialog({ subscription, onClose }: CancelDialogProps): React.ReactNode {
  const { cancel, isBusy } = useSubscriptionActions();
  const { cancelTitle, cancelText, keep, cancel: label } = texts.subscription;
  return (
    <Modal opened onClose={onClose} title={cancelTitle} closeButtonProps={{ 'aria-label': texts.general.close }}>
      <Text>
        {cancelText(
          formatDate(subscription.accessEndsAt ?? subscription.currentPeriodEndsAt),
          texts.general.days(subscription.readOnlyDays),
        )}
      </Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {keep}
        </Button>
        <Button color="red.8" loading={isBusy} onClick={() => void cancel().then((isDone) => isDone && onClose())}>
          {label}
        </Button>
      </Group>
    </Modal>
  );
}
