import { Alert, Anchor } from '@mantine/core';
import { ApiProblem } from '../../api/index.js';
import { texts } from '../../texts/index.js';
import { messageOf } from './message-of.js';

/** What did not work, where it was tried. */
export function ProblemAlert({ error }: { readonly error: unknown }): React.ReactNode {
  if (!error) return null;
  const isLimit = error instanceof ApiProblem && error.code === 'plan-limit-reached';
  return (
    <Alert color="red" role="alert" title={texts.problems.title} variant="light">
      {messageOf(error)}{' '}
      {isLimit && (
        <Anchor href="/subscription/" size="sm" underline="always" inherit>
          {texts.problems.seePlans}
        </Anchor>
      )}
    </Alert>
  );
}
