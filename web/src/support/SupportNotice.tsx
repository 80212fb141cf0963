import { Alert, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { formatDateTime } from '../common/format/index.js';
import { Icon } from '../common/layout/index.js';
import { may, useMe, useTimeZone } from '../session/index.js';
import { texts } from '../texts/index.js';
import { AccessButtons } from './AccessButtons.js';
import { presentQuery, supporterName } from './support-api.js';
import type { SupportAccess } from './support-api.js';

const labels = texts.support;

/** For those who manage the clinic: that support wants in, or is in, and what they can do about it. */
export function SupportNotice(): React.ReactNode {
  const { user, visit } = useMe();
  const isTold = visit === undefined && may(user.role, 'manageCompany');
  const { data = [] } = useQuery({ ...presentQuery, enabled: isTold });
  if (!isTold) return null;
  return data.map((access) => <Notice key={access.id} access={access} />);
}

function Notice({ access }: { readonly access: SupportAccess }): React.ReactNode {
  const { user } = useMe();
  const zone = useTimeZone();
  const { role, canWrite, reason, expiresAt } = access;
  const isPending = access.state === 'pending';
  const name = supporterName(access);
  return (
    <Alert
      color={isPending ? 'yellow' : 'blue'}
      variant="light"
      role="status"
      icon={<Icon name="user" />}
      title={isPending ? labels.asks(name) : labels.isIn(name)}
    >
      <Stack gap="xs">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {labels.reason(reason)}
        </Text>
        <Text size="sm">
          {isPending ? labels.asked(role, canWrite) : labels.until(role, canWrite, formatDateTime(expiresAt, zone))}
        </Text>
        {isPending && !may(user.role, 'changePlan') && <Text size="sm">{labels.onlyOwner}</Text>}
        <AccessButtons access={access} />
      </Stack>
    </Alert>
  );
}
