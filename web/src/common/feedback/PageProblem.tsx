import { Button, Stack, Text, Title } from '@mantine/core';
import { useEffect } from 'react';
import { texts } from '../../texts/index.js';
import { messageOf } from './message-of.js';

interface PageProblemProps {
  readonly error: unknown;
  readonly retry: () => void;
  /** There is no other title on the page. */
  readonly isWholePage?: boolean;
}

/** Instead of a page, or a part of one, that could not be loaded. */
export function PageProblem({ error, retry, isWholePage = false }: PageProblemProps): React.ReactNode {
  const title = texts.problems.pageFailed;
  useEffect(() => {
    if (isWholePage) document.title = `${title} · ${texts.general.productName}`;
  }, [isWholePage, title]);
  return (
    <Stack align="flex-start" role="alert" p="md">
      <Title order={isWholePage ? 1 : 2}>{title}</Title>
      <Text>{messageOf(error)}</Text>
      <Button variant="default" onClick={retry}>
        {texts.general.tryAgain}
      </Button>
    </Stack>
  );
}
