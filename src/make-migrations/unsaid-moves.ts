import { textMoves } from '../database/index.js';
import type { CellMove, Migration } from '../database/index.js';

/**
 * Migrations that leave the texts of a column that is encrypted now under another name and do not say so, in words: written by
 * hand, or without make-migrations. Where a company has encrypted texts there, the migrator would refuse them.
 * @param sensitive the columns that entities say are encrypted, as `table.column`.
 */
export function unsaidMoves(migrations: readonly Migration[], sensitive: readonly string[]): string[] {
  if (sensitive.length === 0) return [];
  // By the names that they had at the time, from the newest back.
  const names = new Set(sensitive);
  const unsaid: string[] = [];
  for (const [index, { name, sqlite, moved = [] }] of [...migrations.entries()].reverse()) {
    const history = migrations.slice(0, index).flatMap((migration) => migration.sqlite.up);
    for (const move of textMoves(history, sqlite.up)) {
      if (!names.has(move.to) && !names.has(move.from)) continue;
      names.add(move.from);
      if (!isSaid(moved, move)) unsaid.push(inWords(name, move));
    }
  }
  return unsaid.reverse();
}

function isSaid(moved: readonly CellMove[], { from, to }: CellMove): boolean {
  return moved.some((said) => said.from === from && said.to === to);
}

function inWords(migration: string, { from, to }: CellMove): string {
  return (
    `tenants: migration ${migration} leaves what is in ${from} in ${to}; it is encrypted, for its name: ` +
    `let the migration say moved = [{ from: '${from}', to: '${to}' }]`
  );
}
