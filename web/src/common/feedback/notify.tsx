import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { texts } from '../../texts/index.js';
import { messageOf } from './message-of.js';

/** Long enough to read and to reach the button by keyboard. */
const UNDO_MS = 12_000;
const MESSAGE_MS = 6_000;

/** Says that something was done. @param undo takes it back. */
export function showDone(message: string, undo?: () => Promise<unknown>): void {
  const id = crypto.randomUUID?.() ?? String(Math.random());
  const takeBack = (): void => {
    notifications.hide(id);
    undo?.().then(() => showDone(texts.general.undone), showProblem);
  };
  notifications.show({
    id,
    color: 'clinic',
    autoClose: undo ? UNDO_MS : MESSAGE_MS,
    closeButtonProps: { 'aria-label': texts.general.close },
    message: undo ? (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{message}</Text>
        <Button size="compact-sm" variant="default" onClick={takeBack}>
          {texts.general.undo}
        </Button>
      </Group>
    ) : (
      message
    ),
  });
}

/** Says what did not work. */
export function showProblem(error: unknown): void {
  notifications.show({
    color: 'red',
    autoClose: UNDO_MS,
    title: texts.problems.title,
    message: messageOf(error),
    closeButtonProps: { 'aria-label': texts.general.close },
  });
}
