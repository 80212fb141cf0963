import { ActionIcon, Group } from '@mantine/core';
import { Icon } from '../layout/index.js';

interface RowActionsProps {
  readonly edit?: { readonly label: string; readonly onClick: () => void } | undefined;
  readonly remove?: { readonly label: string; readonly onClick: () => void } | undefined;
}

/** Editing and deleting an entry of a list; each says of whom. */
export function RowActions({ edit, remove }: RowActionsProps): React.ReactNode {
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap" display="inline-flex">
      {edit && (
        <ActionIcon variant="subtle" size="lg" aria-label={edit.label} onClick={edit.onClick}>
          <Icon name="edit" />
        </ActionIcon>
      )}
      {remove && (
        <ActionIcon variant="subtle" color="red" size="lg" aria-label={remove.label} onClick={remove.onClick}>
          <Icon name="trash" />
        </ActionIcon>
      )}
    </Group>
  );
}
