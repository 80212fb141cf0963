import { createHash } from 'node:crypto';
import type { CellMove } from './cells/cell-moves.js';

/** SQL statements of one engine, run in order inside one transaction. */
export interface MigrationSql {
  readonly up: readonly string[];
  readonly down: readonly string[];
}

/** A change of a schema, written out for both engines. Its name, which sorts by time, never changes once released. */
export interface Migration {
  /** `YYYYMMDDhhmmss-what-it-does`, the same as its file. */
  readonly name: string;
  readonly sqlite: MigrationSql;
  readonly postgres: MigrationSql;
  /** What is encrypted and has another name afterwards; without it, a migration that renames it is refused where it would. */
  readonly moved?: readonly CellMove[];
}

/** A migration class as the model folders list them. */
export type MigrationClass = new () => Migration;

/** @returns instances in the order in which they run. @throws Error when two have one name. */
export function orderMigrations(classes: readonly MigrationClass[]): readonly Migration[] {
  const migrations = classes.map((Class) => new Class()).sort((a, b) => (a.name < b.name ? -1 : 1));
  const twice = migrations.find((migration, index) => migration.name === migrations[index + 1]?.name);
  if (twice) throw new Error(`Two migrations are called ${twice.name}`);
  return migrations;
}

/** Fingerprint of what a migration does; a released one must keep it. */
export function checksum(migration: Migration): string {
  const known = checksums.get(migration) ?? hashed(migration);
  checksums.set(migration, known);
  return known;
}

/** Every opening of a database compares all of them. */
const checksums = new WeakMap<Migration, string>();

function hashed(migration: Migration): string {
  const { name, sqlite, postgres, moved } = migration;
  const content = JSON.stringify(moved === undefined ? [name, sqlite, postgres] : [name, sqlite, postgres, moved]);
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}

/** Fingerprint of a whole history; names the template database built from it. */
export function fingerprint(migrations: readonly Migration[]): string {
  const content = migrations.map((migration) => checksum(migration)).join();
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}
