import { Button, Stack, Text, Title } from '@mantine/core';
import { texts } from '../../texts/index.js';
import { messageOf } from './message-of.js';

/** Instead of a page, or a part of one, that could not be loaded. */
export function PageProblem({
  error,
  retry,
}: {
  readonly error: unknown;
  readonly retry: () => void;
}): React.ReactNode {
  return (
    <Stack align="flex-start" role="alert" p="md">
      <Title order={2}>{texts.problems.pageFailed}</Title>
      <Text>{messageOf(error)}</Text>
      <Button variant="default" onClick={retry}>
        {texts.general.tryAgain}
      </Button>
    </Stack>
  );
}
