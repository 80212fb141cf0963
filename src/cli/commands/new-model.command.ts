import { Command } from 'nest-commander';
import { SystemClock } from '../../common/index.js';
import type * as Making from '../../new-model/index.js';
import { AbortedError, UsageError } from '../cli.errors.js';
import { interruptible } from '../interruption.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';

type Making = typeof Making;

@Command({
  name: 'new-model',
  arguments: '<name> <fields...>',
  description: 'write a clinic model with its table, routes and tests; in a checkout of the sources',
})
export class NewModelCommand extends ReportingCommand {
  constructor(private readonly output: Output) {
    super();
  }

  override async run(given: [name: string, ...fields: string[]], { json }: JsonOption): Promise<void> {
    // Loaded now: it is for developers, and brings the whole program along.
    const making = await import('../../new-model/index.js');
    const { model, files } = await interruptible((stop) => write(making, given, stop));
    if (json) return this.output.json({ files });
    for (const path of files) this.output.line(`Wrote ${path}`);
    this.output.line(`\nNext: npm run build && npm test -- test/e2e/${model.names.many}.spec.ts test/isolation`);
    this.output.line('Companies get the table at the next start, or by `medadmin migrate-tenants`.');
  }
}

/** @throws UsageError for what is no model; AbortedError when it was interrupted, and taken back. */
async function write(making: Making, [name, ...fields]: readonly [string, ...string[]], stop: AbortSignal) {
  const sources = { root: process.cwd(), tools: await making.developerTools(), ...(await making.ownTenants()) };
  const model = planned(making, name, fields, sources);
  const postgres = await making.ScratchPostgres.start();
  try {
    const engines = [making.scratchSqlite(), making.scratchPostgres(postgres.connection)];
    const files = await making.newModel(model, { ...sources, engines, stop }, new SystemClock().now());
    return { model, files };
  } catch (error) {
    throw stop.aborted ? new AbortedError() : error;
  } finally {
    await postgres.stop();
  }
}

function planned(making: Making, name: string, fields: readonly string[], sources: Parameters<Making['plan']>[2]) {
  try {
    return making.plan(name, fields, sources);
  } catch (error) {
    if (error instanceof making.InvalidModelError) throw new UsageError(error.detail);
    throw error;
  }
}
