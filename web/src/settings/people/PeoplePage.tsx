import { Badge, Button, Paper, Select, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PageProblem } from '../../common/feedback/index.js';
import { Icon, Page, PageLoading } from '../../common/layout/index.js';
import { DataTable } from '../../common/table/index.js';
import type { Column } from '../../common/table/index.js';
import { useAccess, useMe } from '../../session/index.js';
import { texts } from '../../texts/index.js';
import { Invitations } from './Invitations.js';
import { InviteDialog } from './InviteDialog.js';
import { nameOf, peopleQuery, ROLES, usePeopleActions } from './people-api.js';
import type { Person } from './people-api.js';
import { PersonActions } from './PersonActions.js';

const labels = texts.settings.people;

/** Who can sign in to this clinic, what they may do, and who was invited. */
export function PeoplePage(): React.ReactNode {
  const { data, error, refetch } = useQuery(peopleQuery);
  const { canManage } = useAccess();
  const [isInviting, setInviting] = useState(false);
  const invite = canManage && (
    <Button leftSection={<Icon name="plus" />} onClick={() => setInviting(true)}>
      {texts.settings.invitations.invite}
    </Button>
  );
  return (
    <Page title={labels.title} intro={labels.intro} actions={invite}>
      <Stack gap="lg">
        {error && !data && <PageProblem error={error} retry={() => void refetch()} />}
        {!data && !error && <PageLoading />}
        {data && <People people={data.items} />}
        <Paper p={{ base: 'sm', sm: 'lg' }}>
          <Title order={2} mb="md">
            {texts.settings.invitations.title}
          </Title>
          <Invitations />
        </Paper>
      </Stack>
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Page>
  );
}

const COLUMNS: readonly Column<Person>[] = [
  { key: 'name', title: labels.name, render: (person) => <PersonName person={person} /> },
  { key: 'email', title: labels.email, render: ({ email }) => email },
  { key: 'role', title: labels.role, render: (person) => <RoleChoice person={person} /> },
  {
    key: 'access',
    title: labels.access,
    render: ({ isActive }) => (
      <Badge color={isActive ? 'clinic' : 'gray'} c={isActive ? undefined : 'dimmed'}>
        {isActive ? labels.active : labels.off}
      </Badge>
    ),
  },
];

function People({ people }: { readonly people: readonly Person[] }): React.ReactNode {
  const { canManage } = useAccess();
  return (
    <Paper p={{ base: 'sm', sm: 'lg' }}>
      <DataTable
        label={labels.title}
        columns={COLUMNS}
        rows={people}
        actions={canManage ? (person) => <PersonActions person={person} /> : undefined}
      />
    </Paper>
  );
}

function PersonName({ person }: { readonly person: Person }): React.ReactNode {
  const { user } = useMe();
  return (
    <span>
      <strong>{nameOf(person)}</strong>{' '}
      {person.id === user.id && (
        <Text span size="sm" c="dimmed">
          ({labels.you})
        </Text>
      )}
    </span>
  );
}

function RoleChoice({ person }: { readonly person: Person }): React.ReactNode {
  const { change } = usePeopleActions();
  const { canManage } = useAccess();
  const { user } = useMe();
  const isOwnOrAbove = person.id === user.id || (person.role === 'owner' && user.role !== 'owner');
  if (!canManage || isOwnOrAbove) return labels.roles[person.role];
  return (
    <Select
      aria-label={labels.roleOf(nameOf(person))}
      data={ROLES.filter(({ value }) => value !== 'owner' || user.role === 'owner')}
      value={person.role}
      allowDeselect={false}
      w={160}
      onChange={(role) => role && void change(person, { role: role })}
    />
  );
}
