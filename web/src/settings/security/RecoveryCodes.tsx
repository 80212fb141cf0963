import { Button, Code, CopyButton, Group, Modal, Stack, Text } from '@mantine/core';
import { saveFile } from '../../common/save-file.js';
import { Icon } from '../../common/layout/index.js';
import { texts } from '../../texts/index.js';

const labels = texts.security.codes;

interface RecoveryCodesProps {
  readonly codes: readonly string[];
  readonly onClose: () => void;
}

/** Shown once; so neither a click beside it nor the Escape key closes it. */
export function RecoveryCodes({ codes, onClose }: RecoveryCodesProps): React.ReactNode {
  const text = codes.join('\n');
  return (
    <Modal
      opened
      onClose={onClose}
      title={labels.title}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
    >
      <Stack>
        <Text>{labels.text}</Text>
        <Code block tabIndex={0} aria-label={labels.title}>
          {text}
        </Code>
        <Group justify="space-between">
          <Group gap="xs">
            <CopyButton value={text}>
              {({ copied, copy }) => (
                <Button variant="default" onClick={copy}>
                  {copied ? labels.copied : labels.copy}
                </Button>
              )}
            </CopyButton>
            <Button
              variant="default"
              leftSection={<Icon name="download" />}
              onClick={() => saveFile(new Blob([`${text}\n`], { type: 'text/plain' }), labels.fileName)}
            >
              {labels.download}
            </Button>
          </Group>
          <Button onClick={onClose} data-autofocus>
            {labels.close}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
