import { Group, Stack, Title } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { formatDateTime } from '../../common/format/index.js';
import { ButtonLink, Empty, Page } from '../../common/layout/index.js';
import { ListPanel } from '../../common/table/index.js';
import { useTimeZone } from '../../session/index.js';
import { AccessButtons } from '../../support/AccessButtons.js';
import { accessColumns } from '../../support/access-columns.js';
import { accessesQuery, supporterName } from '../../support/support-api.js';
import type { SupportAccess } from '../../support/support-api.js';
import { texts } from '../../texts/index.js';
import { RuleCard } from './RuleCard.js';

const route = getRouteApi('/clinic/settings/support');
const labels = texts.support;

/** When support has entered the clinic, or wants to, and whether it has to ask. */
export function SupportPage(): React.ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const zone = useTimeZone();
  return (
    <Page title={labels.title} intro={labels.intro}>
      <RuleCard />
      <Stack gap="xs">
        <Title order={2}>{labels.list}</Title>
        <ListPanel
          label={labels.list}
          query={accessesQuery(search)}
          columns={accessColumns(zone)}
          search={search}
          onSearch={(next) => void navigate({ search: next })}
          actions={(access) => <Actions access={access} zone={zone} />}
          empty={<Empty icon="user" title={labels.emptyTitle} text={labels.emptyText} />}
        />
      </Stack>
    </Page>
  );
}

interface ActionsProps {
  readonly access: SupportAccess;
  readonly zone: string | undefined;
}

function Actions({ access, zone }: ActionsProps): React.ReactNode {
  return (
    <Group gap="xs" justify="flex-end">
      <AccessButtons access={access} />
      <ButtonLink
        to="/settings/activity/"
        search={{ support: access.id }}
        size="xs"
        variant="subtle"
        aria-label={labels.activityOf(supporterName(access), formatDateTime(access.createdAt, zone))}
      >
        {labels.activity}
      </ButtonLink>
    </Group>
  );
}
