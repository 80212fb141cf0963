import { Paper, Stack, Title } from '@mantine/core';
import { useTitle } from './Page.js';

interface SmallPageProps {
  readonly title: string;
  /** In pixels. */
  readonly width?: number;
  readonly children: React.ReactNode;
}

/** A page of one form, for those who are not signed in. */
export function SmallPage({ title, width = 440, children }: SmallPageProps): React.ReactNode {
  useTitle(title);
  return (
    <Paper p="xl" maw={width} mx="auto">
      <Stack>
        <Title order={1}>{title}</Title>
        {children}
      </Stack>
    </Paper>
  );
}
