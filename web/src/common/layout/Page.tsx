import { Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useEffect } from 'react';
import { texts } from '../../texts/index.js';

interface PageProps {
  readonly title: string;
  readonly intro?: React.ReactNode;
  /** Buttons beside the title. */
  readonly actions?: React.ReactNode;
  readonly children: React.ReactNode;
}

/** What every page has: a title, also of the window, and what can be done here. */
export function Page({ title, intro, actions, children }: PageProps): React.ReactNode {
  useTitle(title);
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start" gap="sm">
        <div>
          <Title order={1}>{title}</Title>
          {intro && (
            <Text c="dimmed" mt={4}>
              {intro}
            </Text>
          )}
        </div>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${texts.general.productName}`;
  }, [title]);
}

/** While a page is on its way. */
export function PageLoading(): React.ReactNode {
  return (
    <Stack gap="md" aria-busy="true" aria-label={texts.general.loading} role="status">
      <Skeleton height={32} width="min(16rem, 60%)" />
      <Skeleton height={120} />
      <Skeleton height={120} />
    </Stack>
  );
}
