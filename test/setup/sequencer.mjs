import { relative } from 'node:path';
import TestSequencer from '@jest/test-sequencer';

/** Seconds that a file of tests took with an engine, of those that take longest. */
const SECONDS = {
  'sqlite test/e2e/installation-move.spec.ts': 99,
  'sqlite test/developing/new-model.spec.ts': 93,
  'sqlite test/browser/pages.spec.ts': 63,
  'sqlite test/isolation/interleaving.spec.ts': 58,
  'sqlite test/e2e/commands-four-ways.spec.ts': 58,
  'sqlite test/browser/settings.spec.ts': 47,
  'sqlite test/e2e/registration-crash.spec.ts': 46,
  'sqlite test/developing/dev.spec.ts': 36,
  'sqlite test/browser/use.spec.ts': 33,
  'sqlite test/e2e/fleet-of-thousand.spec.ts': 32,
  'sqlite test/medium/trial-expiry-crash.spec.ts': 29,
  'postgres test/e2e/servers.spec.ts': 29,
  'postgres test/e2e/life-crash.spec.ts': 29,
  'postgres test/isolation/routes.spec.ts': 26,
  'sqlite test/e2e/kill.spec.ts': 24,
  'postgres test/e2e/servers-crash.spec.ts': 24,
  'sqlite test/e2e/slow-clients.spec.ts': 22,
  'sqlite test/e2e/commands-backup.spec.ts': 21,
  'sqlite test/e2e/stripe.spec.ts': 20,
  'sqlite test/e2e/graceful-stop.spec.ts': 20,
  'postgres test/e2e/time-machine.spec.ts': 19,
  'sqlite test/e2e/life-crash.spec.ts': 18,
  'sqlite test/e2e/fleet-runs.spec.ts': 18,
  'sqlite test/e2e/commands-life.spec.ts': 17,
  'sqlite test/isolation/routes.spec.ts': 16,
  'sqlite test/e2e/web-concurrency.spec.ts': 16,
  'sqlite test/e2e/restore-kill.spec.ts': 16,
  'sqlite test/e2e/plan-limits-two-processes.spec.ts': 15,
  'sqlite test/e2e/commands-restore-master.spec.ts': 15,
  'sqlite test/e2e/commands-make-migrations.spec.ts': 15,
  'sqlite test/medium/make-migrations/rows-survive.spec.ts': 14,
  'sqlite test/e2e/commands-migrate.spec.ts': 14,
  'sqlite test/e2e/traces.spec.ts': 13,
  'sqlite test/e2e/commands-check.spec.ts': 13,
  'postgres test/medium/postgres/copies.spec.ts': 13,
  'postgres test/e2e/company-life.spec.ts': 13,
  'sqlite test/e2e/stripe-events.spec.ts': 12,
  'sqlite test/e2e/encryption-crash.spec.ts': 12,
  'sqlite test/e2e/commands-usage.spec.ts': 12,
  'sqlite test/client/document.spec.ts': 12,
  'sqlite test/browser/story.spec.ts': 12,
  'postgres test/e2e/postgres-connections.spec.ts': 12,
  'sqlite test/medium/subscription-life.spec.ts': 11,
  'sqlite test/e2e/sign-in-throttle.spec.ts': 11,
  'sqlite test/e2e/encryption.spec.ts': 11,
  'sqlite test/client/second-client.spec.ts': 11,
  'postgres test/e2e/postgres-pgbouncer.spec.ts': 11,
  'postgres test/e2e/postgres-encrypted-columns.spec.ts': 11,
  'sqlite test/medium/database/migration-faults.spec.ts': 10,
  'sqlite test/e2e/commands-reset.spec.ts': 9,
  'sqlite test/medium/subscription-upkeep.spec.ts': 8,
  'sqlite test/medium/database/kill.spec.ts': 8,
  'sqlite test/e2e/sessions.spec.ts': 8,
  'sqlite test/e2e/seats.spec.ts': 8,
  'sqlite test/e2e/people-processes.spec.ts': 8,
  'sqlite test/e2e/keys-in-memory.spec.ts': 8,
  'sqlite test/e2e/commands-superuser.spec.ts': 8,
  'sqlite test/e2e/audit-kill.spec.ts': 8,
  'postgres test/e2e/plan-limits.spec.ts': 8,
  'sqlite test/medium/fleet/tampered-backups.spec.ts': 7,
  'postgres test/medium/postgres/migrating.spec.ts': 7,
  'postgres test/medium/appointments-double-booking.spec.ts': 7,
  'postgres test/isolation/cookies.spec.ts': 7,
  'postgres test/e2e/export.spec.ts': 7,
};

/**
 * Longest first, so that no worker has a long one left while the other has nothing to do any more; before them what failed the
 * last time. Jest would go by what it remembers of earlier runs, of which a fresh checkout has none, and which of a file that
 * runs on both engines is kept for one.
 */
export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const seconds = ({ path, context }) =>
      SECONDS[`${context.config.displayName?.name} ${relative(process.cwd(), path)}`] ?? 0;
    const isLater = (one, other) => this.hasFailed(other) - this.hasFailed(one) || seconds(other) - seconds(one);
    // Those of which nothing is known stay in Jest's order.
    return super.sort(tests).sort(isLater);
  }
}
