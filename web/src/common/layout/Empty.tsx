import { EmptyState, Group } from '@mantine/core';
import { Icon } from './Icon.js';
import type { IconName } from './Icon.js';

interface EmptyProps {
  readonly icon: IconName;
  readonly title: string;
  readonly text: string;
  /** What to do next. */
  readonly children?: React.ReactNode;
}

/** Instead of a list without entries. */
export function Empty({ icon, title, text, children }: EmptyProps): React.ReactNode {
  return (
    <EmptyState
      icon={<Icon name={icon} size={28} />}
      withIndicatorBackground
      title={title}
      description={text}
      py="xl"
      px="md"
    >
      {children && (
        <EmptyState.Actions>
          <Group justify="center">{children}</Group>
        </EmptyState.Actions>
      )}
    </EmptyState>
  );
}
