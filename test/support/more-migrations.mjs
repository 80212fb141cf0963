/**
 * The built command line, or with MORE_MIGRATIONS_SERVER=1 the built server, with more migrations than it was released
 * with: MORE_MIGRATIONS is a JSON list of {name, up, down}.
 */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { TENANT_MODELS } from '../../dist/tenant-models.js';

const more = JSON.parse(process.env.MORE_MIGRATIONS ?? '[]');
const migrations = more.map(
  ({ name, up, down }) =>
    class {
      name = name;
      sqlite = { up, down };
      postgres = { up: [], down: [] };
    },
);
class MoreModule {}
Module({})(MoreModule);
TENANT_MODELS.push({ module: MoreModule, entities: [], migrations });

if (process.env.MORE_MIGRATIONS_SERVER === '1') await import('../../dist/main.js');
else {
  process.umask(0o077);
  const { runCommandLine } = await import('../../dist/cli/run-command-line.js');
  process.exitCode = await runCommandLine(process.argv.slice(2));
}
