import { Stack, Text, Title } from '@mantine/core';
import { ButtonLink, useTitle } from '../common/layout/index.js';
import { texts } from '../texts/index.js';

export function NotFound(): React.ReactNode {
  const { title, text, toStart } = texts.notFound;
  useTitle(title);
  return (
    <Stack align="flex-start" p="md">
      <Title order={1}>{title}</Title>
      <Text>{text}</Text>
      <ButtonLink to="/">{toStart}</ButtonLink>
    </Stack>
  );
}
