import { readFileSync, writeFileSync } from 'node:fs';
import { migrationSource } from './migration-source.js';
import type { MigrationDraft } from './migration-source.js';
import type { SourceTree } from './source-tree.js';

/** Clinic models know tenancy only, see docs/architecture.md; the type is the same. */
const TYPES = { clinic: '/tenancy/index.js', other: '/database/index.js' };

/** Writes a migration, lists it, and formats both as the other sources are. @returns its path from the root. */
export async function writeMigration(
  sources: SourceTree,
  folder: string,
  className: string,
  draft: MigrationDraft,
): Promise<string> {
  const list = sources.listOf(folder);
  const source = migrationSource(draft, typesFrom(folder, readFileSync(list, 'utf8')));
  const file = sources.add(folder, `${draft.name}.ts`, className, await formatted(source, list));
  writeFileSync(list, await formatted(readFileSync(list, 'utf8'), list));
  return file;
}

function typesFrom(folder: string, list: string): string {
  const depth = folder.slice(folder.lastIndexOf('/src/') + '/src/'.length).split('/').length;
  return '../'.repeat(depth).replace(/\/$/, '') + (list.includes('TenantModel') ? TYPES.clinic : TYPES.other);
}

async function formatted(source: string, beside: string): Promise<string> {
  const { format, resolveConfig } = await import('prettier');
  return format(source, { ...(await resolveConfig(beside)), parser: 'typescript' });
}
