import type { CellMove } from '../database/index.js';
import type { Statements } from './engine-change.js';

/** A migration that is to be written. */
export interface MigrationDraft {
  /** `YYYYMMDDhhmmss-what-it-does`. */
  readonly name: string;
  readonly sqlite: Statements;
  readonly postgres: Statements;
  /** Encrypted columns that have another name afterwards; absent: none has. */
  readonly moved?: readonly CellMove[];
}

/** `CreateRooms20261124120000`, from `20261124120000-create-rooms`. */
export function classNameOf(name: string): string {
  const [, time = '', words = ''] = /^(\d{14})-(.*)$/.exec(name) ?? [];
  const camel = words.split('-').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return camel.join('') + time;
}

/** TypeScript of a migration, to be formatted. @param typesFrom where its folder imports the type from. */
export function migrationSource({ name, sqlite, postgres, moved }: MigrationDraft, typesFrom: string): string {
  return `import type { Migration } from '${typesFrom}';

export class ${classNameOf(name)} implements Migration {
  readonly name = '${name}';

  readonly sqlite = ${half(sqlite)};

  readonly postgres = ${half(postgres)};
${moved === undefined ? '' : `\n  readonly moved = ${JSON.stringify(moved)};\n`}}
`;
}

function half({ up, down }: Statements): string {
  return `{
    up: [${list(up)}],
    down: [${list(down)}],
  }`;
}

function list(statements: readonly string[]): string {
  return statements.map((sql) => `\n      ${template(sql)},`).join('') + (statements.length > 0 ? '\n    ' : '');
}

function template(sql: string): string {
  const escaped = sql.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
  return `\`${escaped.replaceAll('\n', '\n      ')}\``;
}
