import { Button, Code, DataList, Group, Modal, Stack, Text } from '@mantine/core';
import { saveFile } from '../common/save-file.js';
import { formatDateTime, formatNumber } from '../common/format/index.js';
import { ButtonLink, Icon } from '../common/layout/index.js';
import { texts } from '../texts/index.js';
import type { Certificate, Clone } from './life-api.js';

const labels = texts.adminLife;

interface ClonedProps {
  readonly clone: Clone;
  readonly onClose: () => void;
}

/** Tells once how the owner of a clone signs in. */
export function Cloned({ clone: { company, owner }, onClose }: ClonedProps): React.ReactNode {
  return (
    <Modal opened onClose={onClose} title={labels.ownerTitle} closeOnClickOutside={false} withCloseButton={false}>
      <Stack>
        <Text>{labels.ownerText}</Text>
        <DataList>
          <Fact label={labels.username}>{owner.username}</Fact>
          <Fact label={labels.password}>
            <Code>{owner.password}</Code>
          </Fact>
        </DataList>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {texts.general.close}
          </Button>
          <ButtonLink to="/admin/companies/$id/" params={{ id: String(company.id) }}>
            {labels.toClone}
          </ButtonLink>
        </Group>
      </Stack>
    </Modal>
  );
}

interface ErasedProps {
  readonly certificate: Certificate;
  readonly onClose: () => void;
}

/** What is left of a company: that it was erased. */
export function Erased({ certificate, onClose }: ErasedProps): React.ReactNode {
  const { removed, companyId, nameSha256, requestedAt, requestedBy, erasedAt, erasedBy } = certificate;
  const { none } = texts.general;
  const facts = [
    [labels.certificate.companyId, formatNumber(companyId)],
    [labels.certificate.nameSha256, nameSha256],
    [labels.certificate.requestedAt, requestedAt === null ? none : formatDateTime(requestedAt)],
    [labels.certificate.requestedBy, requestedBy ?? none],
    [labels.certificate.erasedAt, formatDateTime(erasedAt)],
    [labels.certificate.erasedBy, erasedBy],
    [
      labels.removed,
      Object.entries(removed)
        .map(([what, count]) => `${formatNumber(count)} ${what}`)
        .join(', '),
    ],
  ] as const;
  const save = (): void => {
    const text = JSON.stringify(certificate, undefined, 2);
    saveFile(new Blob([text], { type: 'application/json' }), `erasure-${companyId}.json`);
  };
  return (
    <Modal opened onClose={onClose} title={labels.certificateTitle} size="lg" withCloseButton={false}>
      <Stack>
        <DataList>
          {facts.map(([label, value], index) => (
            <Fact key={index} label={label}>
              {value}
            </Fact>
          ))}
        </DataList>
        <Group justify="space-between">
          <Button variant="default" leftSection={<Icon name="download" />} onClick={save}>
            {labels.save}
          </Button>
          <Button onClick={onClose} data-autofocus>
            {texts.general.close}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface FactProps {
  readonly label: string;
  readonly children: React.ReactNode;
}

function Fact({ label, children }: FactProps): React.ReactNode {
  return (
    <DataList.Item>
      <DataList.ItemLabel>{label}</DataList.ItemLabel>
      <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>{children}</DataList.ItemValue>
    </DataList.Item>
  );
}
