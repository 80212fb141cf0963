import { DataList, Modal, Stack, Table } from '@mantine/core';
import { formatDateTime } from '../../common/format/index.js';
import { texts } from '../../texts/index.js';
import type { AuditEntry } from './activity-api.js';
import { actionName, kindName, personName, roleName, valueText } from './activity-words.js';

const labels = texts.activity;

interface EntryDetailsProps {
  readonly entry: AuditEntry;
  readonly zone: string;
  readonly onClose: () => void;
}

/** All that is on record of one thing that was done. */
export function EntryDetails({ entry, zone, onClose }: EntryDetailsProps): React.ReactNode {
  const facts = factsOf(entry, zone).filter(([, value]) => value !== null && value !== '');
  return (
    <Modal
      opened
      onClose={onClose}
      title={actionName(entry)}
      size="lg"
      closeButtonProps={{ 'aria-label': texts.general.close }}
    >
      <Stack>
        <DataList>
          {facts.map(([label, value]) => (
            <DataList.Item key={label}>
              <DataList.ItemLabel>{label}</DataList.ItemLabel>
              <DataList.ItemValue style={{ overflowWrap: 'anywhere' }}>{value}</DataList.ItemValue>
            </DataList.Item>
          ))}
        </DataList>
        {entry.changes && <Changes changes={entry.changes} />}
      </Stack>
    </Modal>
  );
}

function factsOf(entry: AuditEntry, zone: string): (readonly [string, string | null])[] {
  const { at, role, supportAccessId, record, recordIds, fields, address, device, requestId, detail } = entry;
  return [
    [labels.when, formatDateTime(at, zone)],
    [labels.who, personName(entry)],
    [labels.role, roleName(role)],
    [labels.support, supportAccessId === null ? null : texts.general.entry(String(supportAccessId))],
    [labels.record, record && kindName(record)],
    [labels.numbers, recordIds.join(', ')],
    [labels.fields, fields.join(', ')],
    [labels.address, address],
    [labels.device, device],
    [labels.request, requestId],
    ...Object.entries(detail ?? {}).map(([name, value]) => [name, valueText(value)] as const),
  ];
}

function Changes({ changes }: { readonly changes: NonNullable<AuditEntry['changes']> }): React.ReactNode {
  return (
    <Table aria-label={labels.fields} layout="fixed">
      <Table.Thead>
        <Table.Tr>
          {[labels.field, labels.before, labels.after].map((title) => (
            <Table.Th key={title}>{title}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {Object.entries(changes).map(([field, [before, after]]) => (
          <Table.Tr key={field} style={{ overflowWrap: 'anywhere' }}>
            <Table.Th scope="row">{field}</Table.Th>
            <Table.Td>{valueText(before)}</Table.Td>
            <Table.Td>{valueText(after)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
