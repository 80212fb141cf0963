import { relative } from 'node:path';
import TestSequencer from '@jest/test-sequencer';

/** Files of tests that take longest, the longest first. */
const LONGEST = [
  'test/developing/new-model.spec.ts',
  'test/e2e/commands-four-ways.spec.ts',
  'test/browser/pages.spec.ts',
  'test/medium/trial-expiry-crash.spec.ts',
  'test/medium/audit/tampering.spec.ts',
  'test/e2e/registration-crash.spec.ts',
  'test/isolation/access.spec.ts',
  'test/e2e/fleet-of-thousand.spec.ts',
  'test/e2e/life-crash.spec.ts',
  'test/isolation/interleaving.spec.ts',
  'test/browser/settings.spec.ts',
  'test/e2e/fleet-runs.spec.ts',
  'test/e2e/servers.spec.ts',
  'test/developing/dev.spec.ts',
  'test/e2e/servers-crash.spec.ts',
  'test/e2e/postgres-life-crash.spec.ts',
  'test/browser/use.spec.ts',
  'test/e2e/commands-backup.spec.ts',
  'test/isolation/routes.spec.ts',
  'test/e2e/audit-kill.spec.ts',
  'test/e2e/audit.spec.ts',
  'test/e2e/restore-kill.spec.ts',
  'test/medium/audit/append-only.spec.ts',
  'test/e2e/time-machine.spec.ts',
  'test/e2e/encryption-crash.spec.ts',
  'test/e2e/slow-clients.spec.ts',
  'test/e2e/commands-life.spec.ts',
  'test/medium/database/migration-faults.spec.ts',
  'test/e2e/stripe.spec.ts',
  'test/e2e/commands-migrate.spec.ts',
  'test/medium/audit/changes.spec.ts',
  'test/medium/database/kill.spec.ts',
  'test/e2e/kill.spec.ts',
  'test/e2e/graceful-stop.spec.ts',
  'test/e2e/commands-usage.spec.ts',
  'test/e2e/commands-restore-master.spec.ts',
  'test/e2e/commands-check.spec.ts',
  'test/browser/story.spec.ts',
  'test/e2e/commands-make-migrations.spec.ts',
  'test/e2e/plan-limits-two-processes.spec.ts',
  'test/e2e/sign-in-throttle.spec.ts',
  'test/medium/audit/span.spec.ts',
  'src/database/cells/cell-cipher.spec.ts',
  'test/medium/make-migrations/rows-survive.spec.ts',
  'test/e2e/web-concurrency.spec.ts',
  'test/e2e/postgres-connections.spec.ts',
  'test/e2e/postgres-encrypted-columns.spec.ts',
  'test/e2e/encryption.spec.ts',
  'test/e2e/commands-superuser.spec.ts',
  'test/e2e/postgres-pgbouncer.spec.ts',
];

/**
 * Longest first, so that no worker has a long one left while the other has nothing to do any more. Jest knows how long they
 * take once they have run; on a fresh checkout it would go by the size of files.
 */
export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.some(({ duration }) => duration !== undefined)) return sorted;
    const rank = ({ path }) => {
      const place = LONGEST.indexOf(relative(process.cwd(), path));
      return place < 0 ? LONGEST.length : place;
    };
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
}
