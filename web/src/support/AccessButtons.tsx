import { Button, Group } from '@mantine/core';
import { useAccess, useMe } from '../session/index.js';
import { texts } from '../texts/index.js';
import { supporterName, useSupportActions } from './support-api.js';
import type { SupportAccess } from './support-api.js';

const labels = texts.support;

/** What can be done about an access: owners approve, managers refuse and end; support itself nothing. */
export function AccessButtons({ access }: { readonly access: SupportAccess }): React.ReactNode {
  const { visit } = useMe();
  const { may } = useAccess();
  const { approve, refuse, end } = useSupportActions();
  const name = supporterName(access);
  const isPending = access.state === 'pending';
  if (visit !== undefined || (!isPending && access.state !== 'active')) return null;
  return (
    <Group gap="xs">
      {isPending && may('changePlan') && (
        <Button size="xs" aria-label={labels.approveOne(name)} onClick={() => approve(access)}>
          {labels.approve}
        </Button>
      )}
      {isPending ? (
        <Button size="xs" variant="default" aria-label={labels.refuseOne(name)} onClick={() => refuse(access)}>
          {labels.refuse}
        </Button>
      ) : (
        <Button size="xs" variant="default" aria-label={labels.endOne(name)} onClick={() => end(access)}>
          {labels.end}
        </Button>
      )}
    </Group>
  );
}
