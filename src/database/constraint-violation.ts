import { QueryFailedError } from 'typeorm';

/** Whether a statement failed because of a unique index, on either engine. */
export function isUniqueViolation(error: unknown): boolean {
  const code = driverCode(error);
  return code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY' || code === '23505';
}

/**
 * The unique index that a statement failed at: by its name, if it is called `table_column_column` as ours are. SQLite tells
 * the columns, PostgreSQL the index.
 */
export function violatedIndex(error: unknown): string | undefined {
  if (!(error instanceof QueryFailedError) || !isUniqueViolation(error)) return undefined;
  const { constraint, message } = error.driverError as { constraint?: string; message: string };
  if (constraint !== undefined) return constraint;
  const columns = message.replace(/^.*: /, '').split(', ');
  const [table = ''] = (columns[0] ?? '').split('.');
  return [table, ...columns.map((column) => column.slice(table.length + 1))].join('_');
}

/** Whether a statement failed because a row refers to one that is missing, or is referred to, on either engine. */
export function isForeignKeyViolation(error: unknown): boolean {
  const code = driverCode(error);
  return (
    code === 'SQLITE_CONSTRAINT_FOREIGNKEY' ||
    code === 'SQLITE_CONSTRAINT_TRIGGER' ||
    code === '23503' ||
    code === '23001'
  );
}

/** Whether a statement failed because of an exclusion constraint, which only PostgreSQL has. */
export function isExclusionViolation(error: unknown): boolean {
  return driverCode(error) === '23P01';
}

/**
 * Whether the database has undone a unit of work because it and another one waited for each other; it can be run again.
 * Only PostgreSQL does that.
 */
export function isSerializationFailure(error: unknown): boolean {
  return ['40001', '40P01'].includes(String(driverCode(error)));
}

function driverCode(error: unknown): unknown {
  return error instanceof QueryFailedError ? (error.driverError as { code?: unknown }).code : undefined;
}
