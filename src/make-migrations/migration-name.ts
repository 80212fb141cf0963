import type { Migration } from '../database/index.js';
import { columnChanges } from './table-change.js';
import type { SchemaChange } from './table-change.js';

const LONGEST_WORDS = 60;

/** Times for names of migrations, each later than the one before and than all that there are: `20261124120000`. */
export function* migrationTimes(known: readonly Migration[], now: Date): Generator<string> {
  const newest =
    known
      .map(({ name }) => name.slice(0, 14))
      .sort()
      .at(-1) ?? '';
  let time = now;
  for (;;) {
    const text = time.toISOString().replace(/\D/g, '').slice(0, 14);
    // The names of early migrations count on where a clock would not: they sort, and that is what matters.
    yield text > newest
      ? text
      : String(BigInt(newest) + 1n + BigInt(Math.round((time.getTime() - now.getTime()) / 1000)));
    time = new Date(time.getTime() + 1000);
  }
}

/** What a change does, in words for a file's name: `add-mobile-to-patients-patient`. */
export function nameFor(change: SchemaChange, tables: ReadonlySet<string>): string {
  const [created] = change.created.filter(({ name }) => tables.has(name));
  const [dropped] = change.dropped.filter(({ name }) => tables.has(name));
  const [changed] = change.changed.filter(({ to }) => tables.has(to.name));
  if (created) return words(`create ${created.name}`);
  if (dropped) return words(`drop ${dropped.name}`);
  if (!changed) return words(`rename ${[...tables].join(' ')}`);
  const { added, dropped: gone } = columnChanges(changed);
  if (added.length > 0) return words(`add ${added.map(({ name }) => name).join(' ')} to ${changed.to.name}`);
  if (gone.length > 0) return words(`drop ${gone.map(({ name }) => name).join(' ')} of ${changed.to.name}`);
  return words(`change ${changed.to.name}`);
}

/** The form in which words stand in a name. */
export function words(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return plain.slice(0, LONGEST_WORDS).replace(/-+$/, '');
}
