import { Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { ButtonLink, useTitle } from '../common/layout/index.js';
import { texts } from '../texts/index.js';
import classes from './pricing.module.css';

/** What a visitor sees first. */
export function HomePage(): React.ReactNode {
  const { title, text, seePlans, points } = texts.home;
  useTitle(title);
  return (
    <Stack gap={56}>
      <Stack gap="lg" className={classes.hero}>
        <Title order={1} className={classes.heroTitle}>
          {title}
        </Title>
        <Text size="lg" c="dimmed">
          {text}
        </Text>
        <Group>
          <ButtonLink to="/subscription/plans/" size="md">
            {seePlans}
          </ButtonLink>
          <ButtonLink to="/login/" size="md" variant="default">
            {texts.navigation.signIn}
          </ButtonLink>
        </Group>
      </Stack>
      <SimpleGrid cols={{ base: 1, sm: 3 }} spacing="lg">
        {points.map((point) => (
          <Paper key={point.title} p="lg">
            <Title order={2} size="h3" mb="xs">
              {point.title}
            </Title>
            <Text c="dimmed">{point.text}</Text>
          </Paper>
        ))}
      </SimpleGrid>
    </Stack>
  );
}
