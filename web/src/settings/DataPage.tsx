import { Button, Paper, Stack, Text } from '@mantine/core';
import { Icon, Page } from '../common/layout/index.js';
import { texts } from '../texts/index.js';
import { ExportButton } from './ExportButton.js';

export function DataPage(): React.ReactNode {
  const { title, text, export: label } = texts.settings.data;
  return (
    <Page title={title}>
      <Paper p="lg" maw={640}>
        <Stack align="flex-start">
          <Text>{text}</Text>
          <ExportButton>
            {(start, isBusy) => (
              <Button leftSection={<Icon name="download" />} onClick={start} loading={isBusy}>
                {label}
              </Button>
            )}
          </ExportButton>
        </Stack>
      </Paper>
    </Page>
  );
}
