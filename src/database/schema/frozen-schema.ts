import type { SchemaDescription, TableDescription } from './schema-description.js';

/** Names of the triggers by which a database refuses changes while it is moved begin with it, on all engines. */
export const FREEZE_TRIGGER = 'medadmin_frozen';

/** Whether a database refuses changes of its rows: see DatabaseMoving.freeze. */
export function isFrozen(schema: SchemaDescription): boolean {
  return schema.some(({ triggers }) => triggers.some(freezes));
}

/** The schema of a database that is being moved, as it is before and afterwards. */
export function thawed(schema: SchemaDescription): SchemaDescription {
  return schema.map((table) => ({
    ...table,
    triggers: table.triggers.filter((trigger) => !freezes(trigger)),
  }));
}

function freezes({ name }: TableDescription['triggers'][number]): boolean {
  return name.startsWith(FREEZE_TRIGGER);
}
