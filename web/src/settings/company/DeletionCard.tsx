import { Alert, Button, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { formatDate } from '../../common/format/index.js';
import { useAccess, useTimeZone } from '../../session/index.js';
import { texts } from '../../texts/index.js';
import { DeleteDialog } from './DeleteDialog.js';
import { KeepButton } from './KeepButton.js';

const labels = texts.settings.deletion;
const DAY_MS = 24 * 60 * 60 * 1000;

interface DeletionCardProps {
  readonly isClosing: boolean;
  /** Absent where it is not known: in a clinic that is locked. */
  readonly eraseAt: string | null | undefined;
}

/** The end of the clinic, as its owner brings it about, and the days in which that can be taken back. */
export function DeletionCard({ isClosing, eraseAt }: DeletionCardProps): React.ReactNode {
  const { may } = useAccess();
  const [isAsking, setAsking] = useState(false);
  const isOwner = may('changePlan');
  return (
    <Paper p="lg" maw={640}>
      <Stack align="flex-start">
        <Title order={2}>{labels.title}</Title>
        {isClosing ? <Countdown eraseAt={eraseAt ?? undefined} /> : <Text>{labels.text}</Text>}
        {!isOwner && <Text c="dimmed">{labels.onlyOwner}</Text>}
        {isOwner && isClosing && <KeepButton />}
        {isOwner && !isClosing && (
          <Button color="red.8" onClick={() => setAsking(true)}>
            {labels.delete}
          </Button>
        )}
      </Stack>
      {isAsking && <DeleteDialog onClose={() => setAsking(false)} />}
    </Paper>
  );
}

function Countdown({ eraseAt }: { readonly eraseAt: string | undefined }): React.ReactNode {
  const zone = useTimeZone();
  const days = eraseAt === undefined ? 0 : Math.ceil((Date.parse(eraseAt) - Date.now()) / DAY_MS);
  const isKnown = eraseAt !== undefined && days > 0;
  return (
    <Alert color="red" variant="light" role="status">
      {isKnown ? labels.pending(formatDate(eraseAt, zone), texts.general.days(days)) : labels.pendingSoon}
    </Alert>
  );
}
