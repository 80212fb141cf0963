import { Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { ButtonLink, Icon } from '../common/layout/index.js';
import { ExportButton } from '../settings/company/ExportButton.js';
import { KeepButton } from '../settings/company/KeepButton.js';
import { may, useMe } from '../session/index.js';
import type { Subscription } from '../session/use-session.js';
import { texts } from '../texts/index.js';

/** Above every page while nothing can be changed: why, until when, and what helps. */
export function ReadOnlyNotice({ subscription }: { readonly subscription: Subscription }): React.ReactNode {
  const { why, readOnlyTitle, readOnlyText, erasedText } = texts.access;
  const isClosing = subscription.reason === 'deletion';
  const days = texts.general.days(subscription.daysLeft);
  return (
    <Alert color="yellow" variant="light" title={readOnlyTitle} icon={<Icon name="lock" />} mb="lg" role="status">
      <Text size="sm">
        {why[subscription.reason]} {isClosing ? erasedText(days) : readOnlyText(days)}
      </Text>
      <WhatHelps isClosing={isClosing} />
    </Alert>
  );
}

/** Instead of every page but the subscription's when the clinic is locked. */
export function LockedPage({ subscription }: { readonly subscription: Subscription }): React.ReactNode {
  const { why, lockedTitle, lockedText, closingText } = texts.access;
  const isClosing = subscription.reason === 'deletion';
  return (
    <Paper p="xl" maw={640} mx="auto">
      <Stack>
        <Title order={1}>{lockedTitle}</Title>
        <Text>
          {why[subscription.reason]} {isClosing ? closingText : lockedText}
        </Text>
        <WhatHelps isClosing={isClosing} />
      </Stack>
    </Paper>
  );
}

function WhatHelps({ isClosing }: { readonly isClosing: boolean }): React.ReactNode {
  const { user, visit } = useMe();
  if (visit !== undefined) return null;
  if (!may(user.role, 'manageCompany')) return !isClosing && <Text size="sm">{texts.access.askOwner}</Text>;
  return (
    <Group mt="sm">
      {isClosing && may(user.role, 'changePlan') && <KeepButton />}
      {!isClosing && <ButtonLink to="/subscription/">{texts.access.toSubscription}</ButtonLink>}
      <ExportButton>
        {(start, isBusy) => (
          <Button variant="default" onClick={start} loading={isBusy}>
            {texts.access.export}
          </Button>
        )}
      </ExportButton>
    </Group>
  );
}
