import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { answerOf } from '../api/index.js';
import { showProblem } from '../common/feedback/index.js';
import { api } from '../session/index.js';
import type { Subscription } from '../session/index.js';
import { texts } from '../texts/index.js';

const labels = texts.subscription;

/** To the pages of whoever collects the money; without one, how else it is paid. */
export function PayButtons({ subscription }: { readonly subscription: Subscription }): React.ReactNode {
  const { billedBy, access, reason } = subscription;
  const [isBusy, setBusy] = useState(false);
  const goTo = (page: () => Promise<{ readonly url: string | null }>): void => {
    setBusy(true);
    page().then(
      ({ url }) => (url === null ? setBusy(false) : location.assign(url)),
      (error: unknown) => {
        setBusy(false);
        showProblem(error);
      },
    );
  };
  if (billedBy === 'stripe') {
    return (
      <Button
        variant="default"
        loading={isBusy}
        onClick={() => goTo(() => answerOf(api.POST('/api/subscription/portal')))}
      >
        {labels.invoices}
      </Button>
    );
  }
  if (access === 'full' && reason !== 'payment-due') return null;
  return <Text size="sm">{labels.payByInvoice}</Text>;
}
