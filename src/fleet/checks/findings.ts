import { differences, isFrozen, schemaFingerprint, thawed } from '../../database/index.js';
import type { DatabaseInspection, SchemaDescription } from '../../database/index.js';
import type { LedgerEntry } from '../ledger/ledger.js';
import type { CheckStatus, TenantFinding } from './tenant-check.js';

const LONGEST_DETAIL = 500;

/** From the worst on; the first that applies is the company's. */
const STATUS_OF: readonly (readonly [TenantFinding['code'], CheckStatus])[] = [
  ['database-damaged', 'unavailable'],
  ['schema-drift', 'drifted'],
  ['database-frozen', 'drifted'],
  ['foreign-keys-broken', 'drifted'],
  ['migrations-pending', 'pending'],
];

const STATE_OF = { ok: 'current', pending: 'pending', drifted: 'failed', unavailable: 'quarantined' } as const;

const FROZEN = { code: 'database-frozen', detail: 'it refuses changes, as while it is moved' } as const;

/** @param pending names of the migrations that it waits for. */
export function findingsOf(
  { schema, damages, orphans, leftovers }: DatabaseInspection,
  expected: SchemaDescription,
  pending: readonly string[],
): TenantFinding[] {
  return [
    ...damages.map((detail) => ({ code: 'database-damaged', detail }) as const),
    ...differences(expected, thawed(schema)).map((detail) => ({ code: 'schema-drift', detail }) as const),
    ...(isFrozen(schema) ? [FROZEN] : []),
    ...Object.entries(orphans).map(
      ([table, rows]) =>
        ({ code: 'foreign-keys-broken', detail: `${table}: ${rows} rows refer to rows that do not exist` }) as const,
    ),
    ...leftovers.map((name) => ({ code: 'leftover-file', detail: `${name} was left by a killed process` }) as const),
    ...pending.map((name) => ({ code: 'migrations-pending', detail: name }) as const),
  ];
}

export function statusOf(findings: readonly TenantFinding[]): Exclude<CheckStatus, 'locked'> {
  const worst = STATUS_OF.find(([code]) => findings.some((finding) => finding.code === code));
  return (worst?.[1] ?? 'ok') as Exclude<CheckStatus, 'locked'>;
}

/** What the ledger is told. */
export function entryOf({ history, schema }: DatabaseInspection, findings: readonly TenantFinding[]): LedgerEntry {
  const state = STATE_OF[statusOf(findings)];
  const wrong = findings.filter(({ code }) => code !== 'migrations-pending' && code !== 'leftover-file');
  const isWell = state === 'current' || state === 'pending';
  return {
    state,
    schemaVersion: history.at(-1)?.name ?? '',
    fingerprint: schemaFingerprint(thawed(schema)),
    errorCode: isWell ? null : (wrong[0]?.code ?? null),
    errorDetail: isWell
      ? null
      : wrong
          .map(({ detail }) => detail)
          .join('; ')
          .slice(0, LONGEST_DETAIL),
  };
}
