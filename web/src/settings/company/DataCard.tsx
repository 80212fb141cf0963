import { Button, Paper, Stack, Text, Title } from '@mantine/core';
import { Icon } from '../../common/layout/index.js';
import { texts } from '../../texts/index.js';
import { ExportButton } from './ExportButton.js';

const labels = texts.settings.data;

export function DataCard(): React.ReactNode {
  return (
    <Paper p="lg" maw={640}>
      <Stack align="flex-start">
        <Title order={2}>{labels.title}</Title>
        <Text>{labels.text}</Text>
        <ExportButton>
          {(start, isBusy) => (
            <Button leftSection={<Icon name="download" />} onClick={start} loading={isBusy}>
              {labels.export}
            </Button>
          )}
        </ExportButton>
      </Stack>
    </Paper>
  );
}
