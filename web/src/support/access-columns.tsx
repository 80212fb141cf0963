import { Badge } from '@mantine/core';
import { formatDateTime } from '../common/format/index.js';
import type { Column } from '../common/table/index.js';
import { texts } from '../texts/index.js';
import { supporterName } from './support-api.js';
import type { SupportAccess } from './support-api.js';

const labels = texts.support;
const COLORS: Readonly<Record<SupportAccess['state'], string>> = {
  pending: 'yellow',
  active: 'blue',
  expired: 'gray',
  ended: 'gray',
};

/** How an access is shown, to those who gave it and those who have it. @param zone of the times; the reader's without it. */
export function accessColumns(zone?: string): readonly Column<SupportAccess>[] {
  return [
    { key: 'who', title: labels.who, render: (access) => <strong>{supporterName(access)}</strong> },
    { key: 'why', title: labels.why, render: ({ reason }) => reason },
    {
      key: 'rights',
      title: labels.role,
      render: ({ role, canWrite }) => labels.rights(texts.settings.people.roles[role] ?? role, canWrite),
    },
    { key: 'state', title: labels.state, render: ({ state }) => <State state={state} /> },
    {
      key: 'from',
      title: labels.from,
      sort: 'createdAt',
      render: ({ createdAt }) => formatDateTime(createdAt, zone),
    },
    {
      key: 'until',
      title: labels.expires,
      sort: 'expiresAt',
      render: ({ endedAt, expiresAt }) => formatDateTime(endedAt ?? expiresAt, zone),
    },
  ];
}

function State({ state }: Pick<SupportAccess, 'state'>): React.ReactNode {
  const color = COLORS[state];
  return (
    <Badge color={color} c={color === 'gray' ? 'dimmed' : 'var(--mantine-color-text)'}>
      {labels.states[state]}
    </Badge>
  );
}
