import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { PageProblem } from '../../common/feedback/index.js';
import { formatDate } from '../../common/format/index.js';
import { Empty, PageLoading } from '../../common/layout/index.js';
import { DataTable } from '../../common/table/index.js';
import type { Column } from '../../common/table/index.js';
import { useAccess } from '../../session/index.js';
import { texts } from '../../texts/index.js';
import { invitationsQuery, usePeopleActions } from './people-api.js';
import type { Invitation } from './people-api.js';

const labels = texts.settings.invitations;

const COLUMNS: readonly Column<Invitation>[] = [
  { key: 'email', title: labels.email, render: ({ email }) => <strong>{email}</strong> },
  { key: 'role', title: labels.role, render: ({ role }) => texts.settings.people.roles[role] },
  { key: 'by', title: labels.by, render: ({ invitedBy }) => invitedBy },
  { key: 'until', title: labels.until, render: ({ expiresAt }) => formatDate(expiresAt) },
];

/** Those who were invited and have not come yet. */
export function Invitations(): React.ReactNode {
  const { data, error, refetch } = useQuery(invitationsQuery);
  const { canManage } = useAccess();
  if (error && !data) return <PageProblem error={error} retry={() => void refetch()} />;
  if (!data) return <PageLoading />;
  if (data.items.length === 0) return <Empty icon="user" title={labels.emptyTitle} text={labels.emptyText} />;
  return (
    <DataTable
      label={labels.title}
      columns={COLUMNS}
      rows={data.items}
      actions={canManage ? (invitation) => <Revoke invitation={invitation} /> : undefined}
    />
  );
}

function Revoke({ invitation }: { readonly invitation: Invitation }): React.ReactNode {
  const { revoke } = usePeopleActions();
  return (
    <Button
      size="xs"
      variant="default"
      aria-label={labels.revokeOne(invitation.email)}
      onClick={() => void revoke(invitation)}
    >
      {labels.revoke}
    </Button>
  );
}
