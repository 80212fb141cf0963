import type { DatabaseName } from '../database-engine.js';

const OWNED = /^(?:provisioning_|template_import|scratch_[a-z]+)(\d+)(?:x|$)/;

/** Number of the company whose data are in a database with a working name; undefined: nobody's, or the name does not tell. */
export function ownerOf(name: DatabaseName): number | undefined {
  const number = Number(OWNED.exec(name)?.[1] ?? 0);
  return number > 0 ? number : undefined;
}
