import { Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { PageProblem } from '../../common/feedback/index.js';
import { Page, PageLoading } from '../../common/layout/index.js';
import { may, useMe } from '../../session/index.js';
import { texts } from '../../texts/index.js';
import { Devices } from './Devices.js';
import { FactorCard } from './FactorCard.js';
import { PolicyCard } from './PolicyCard.js';
import { factorQuery } from './security-api.js';

/** One's own second factor and devices; for owners and admins also what the clinic asks of its people. */
export function SecurityPage(): React.ReactNode {
  const { user } = useMe();
  const { data: factor, error, refetch } = useQuery(factorQuery);
  // Nothing else is open to them, here neither.
  const mustEnrol = factor?.isRequired === true && !factor.isEnabled;
  return (
    <Page title={texts.security.title}>
      {error && !factor && <PageProblem error={error} retry={() => void refetch()} />}
      {!factor && !error && <PageLoading />}
      {factor && (
        <Stack gap="lg">
          <FactorCard factor={factor} mustEnrol={mustEnrol} />
          {!mustEnrol && <Devices />}
          {!mustEnrol && may(user.role, 'manageCompany') && <PolicyCard />}
        </Stack>
      )}
    </Page>
  );
}
