import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { answerOf } from '../api/index.js';
import { showProblem } from '../common/feedback/index.js';
import { api } from '../session/index.js';
import type { Subscription } from '../session/index.js';
import { texts } from '../texts/index.js';

const labels = texts.subscription;

type PageOfBiller = () => Promise<{ readonly url: string | null }>;
const portal: PageOfBiller = () => answerOf(api.POST('/api/subscription/portal'));
const checkout: PageOfBiller = () => answerOf(api.POST('/api/subscription/checkout'));

/** To the pages of whoever collects the money; without one, how else it is paid. */
export function PayButtons({ subscription }: { readonly subscription: Subscription }): React.ReactNode {
  const { billedBy, billing, access, reason } = subscription;
  const [isBusy, goTo] = useBiller();
  if (billedBy === 'stripe') {
    return (
      <Button variant="default" loading={isBusy} onClick={() => goTo(portal)}>
        {labels.invoices}
      </Button>
    );
  }
  if (reason === 'deletion') return null;
  if (billing === 'stripe') {
    return (
      <>
        <Button loading={isBusy} onClick={() => goTo(checkout)}>
          {labels.pay}
        </Button>
        <Text size="sm" c="dimmed">
          {labels.payHint}
        </Text>
      </>
    );
  }
  if (access === 'full' && reason !== 'payment-due') return null;
  return <Text size="sm">{labels.payByInvoice}</Text>;
}

/** @returns whether the browser is on its way, and what sets it out. */
function useBiller(): readonly [boolean, (page: PageOfBiller) => void] {
  const [isBusy, setBusy] = useState(false);
  const goTo = (page: PageOfBiller): void => {
    setBusy(true);
    page().then(
      ({ url }) => (url === null ? setBusy(false) : location.assign(url)),
      (error: unknown) => {
        setBusy(false);
        showProblem(error);
      },
    );
  };
  return [isBusy, goTo];
}
