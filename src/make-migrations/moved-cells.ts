import type { CellMove, SensitiveTable } from '../database/index.js';
import type { Renames } from './table-change.js';

/**
 * The encrypted columns of these tables that have another name after a change, or another table: what is in them has to be
 * sealed anew.
 * @param tables by their names after the change.
 */
export function movedCells(
  sensitive: readonly SensitiveTable[],
  renames: Renames,
  tables: ReadonlySet<string>,
): CellMove[] {
  const oldTable = formerNames(renames.tables);
  return sensitive
    .filter(({ name }) => tables.has(name))
    .flatMap(({ name, columns }) => {
      const oldColumn = formerNames(renames.columns.get(name) ?? new Map<string, string>());
      return columns.map(({ column }) => ({
        from: `${oldTable(name)}.${oldColumn(column)}`,
        to: `${name}.${column}`,
      }));
    })
    .filter(({ from, to }) => from !== to);
}

function formerNames(renames: ReadonlyMap<string, string>): (name: string) => string {
  const former = new Map([...renames].map(([from, to]) => [to, from]));
  return (name) => former.get(name) ?? name;
}
