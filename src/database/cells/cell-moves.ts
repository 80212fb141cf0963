import type { CellPlace } from './cell-cipher.js';

/**
 * Texts that a migration leaves under another name, each as `table.column`. The name is part of what is authenticated of an
 * encrypted text, so that whoever renames a table or a column has to say so: the migrator seals them for the new one.
 */
export interface CellMove {
  readonly from: string;
  readonly to: string;
}

/** The same by places. */
export interface CellTransfer {
  readonly from: CellPlace;
  readonly to: CellPlace;
}

/** What is to be done once a migration's statements have run, going the one way or the other. */
export function transfersOf(moved: readonly CellMove[] = [], way: 'up' | 'down'): CellTransfer[] {
  const transfers = moved.map(({ from, to }) => ({ from: placeOf(from), to: placeOf(to) }));
  return way === 'up' ? transfers : transfers.map(({ from, to }) => ({ from: to, to: from }));
}

function placeOf(name: string): CellPlace {
  const [table = '', column = ''] = name.split('.');
  return { table, column };
}
