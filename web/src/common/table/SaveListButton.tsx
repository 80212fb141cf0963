import { Button } from '@mantine/core';
import { useState } from 'react';
import { showDone, showProblem } from '../feedback/index.js';
import { Icon } from '../layout/index.js';
import { texts } from '../../texts/index.js';

/** Takes what a list shows, all its pages, along as a file. */
export function SaveListButton({ save }: { readonly save: () => Promise<unknown> }): React.ReactNode {
  const [isBusy, setBusy] = useState(false);
  const start = (): void => {
    setBusy(true);
    void save()
      .then(() => showDone(texts.table.saved), showProblem)
      .finally(() => setBusy(false));
  };
  return (
    <Button variant="default" leftSection={<Icon name="download" />} loading={isBusy} onClick={start}>
      {texts.table.save}
    </Button>
  );
}
