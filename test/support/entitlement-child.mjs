/**
 * Tells the built entitlement of every case at every boundary, with the end laid on each of the instants given as
 * arguments, and what arithmetic on local days would have made of it. Its time zone is that of the environment.
 */
import { entitlement } from '../../dist/subscription/entitlement.js';
import { entitlementCases } from './entitlement-cases.mjs';

const DAYS = 30;
const DAY_MS = 86_400_000;
const BOUNDARIES = [0, DAYS * DAY_MS].flatMap((boundary) => [boundary - 1, boundary, boundary + 1]);

const outcomes = process.argv.slice(2).flatMap((instant) => {
  const end = Date.parse(instant);
  return entitlementCases(end).flatMap(([, facts]) =>
    BOUNDARIES.map((offset) => entitlement(facts, new Date(end + offset), { readOnlyDays: DAYS })),
  );
});
const naive = process.argv.slice(2).map((instant) => {
  const lock = new Date(instant);
  lock.setDate(lock.getDate() + DAYS);
  return lock.toISOString();
});
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
process.stdout.write(JSON.stringify({ timeZone, outcomes, naive }));
