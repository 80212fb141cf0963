import { Button } from '@mantine/core';
import { useState } from 'react';
import { texts } from '../../texts/index.js';
import { useDeletion } from './deletion-api.js';

/** Takes the deletion of the clinic back. */
export function KeepButton(): React.ReactNode {
  const { keep } = useDeletion();
  const [isBusy, setBusy] = useState(false);
  const start = (): void => {
    setBusy(true);
    void keep().finally(() => setBusy(false));
  };
  return (
    <Button onClick={start} loading={isBusy}>
      {texts.settings.deletion.undelete}
    </Button>
  );
}
