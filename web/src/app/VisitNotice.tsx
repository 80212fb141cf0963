import { Alert, Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { showProblem } from '../common/feedback/index.js';
import { formatDateTime } from '../common/format/index.js';
import { Icon } from '../common/layout/index.js';
import { endVisit, useMe } from '../session/index.js';
import { texts } from '../texts/index.js';

const labels = texts.adminSupport;

/** Above every page of a clinic that a superuser has entered: that they are inside, and the way out. */
export function VisitNotice(): React.ReactNode {
  const { visit, company } = useMe();
  const [isLeaving, setLeaving] = useState(false);
  if (visit === undefined) return null;
  const leave = (): void => {
    setLeaving(true);
    endVisit().catch((error: unknown) => {
      setLeaving(false);
      showProblem(error);
    });
  };
  return (
    <Alert
      color="red"
      variant="light"
      mb="lg"
      role="status"
      icon={<Icon name="user" />}
      title={labels.insideTitle(company?.name ?? '')}
    >
      <Group justify="space-between">
        <Text size="sm">{labels.inside(visit.role, visit.canWrite, formatDateTime(visit.expiresAt))}</Text>
        <Button variant="default" loading={isLeaving} onClick={leave}>
          {labels.leave}
        </Button>
      </Group>
    </Alert>
  );
}
