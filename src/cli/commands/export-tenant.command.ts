import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Command, Option } from 'nest-commander';
import { COMMAND_ACTOR, TenantExports } from '../../fleet/index.js';
import type { TenantExport } from '../../fleet/index.js';
import { programActor } from '../../common/index.js';
import { AuditTrail, TenantDirectory } from '../../tenancy/index.js';
import { Application } from '../application.js';
import { CommandFailedError } from '../cli.errors.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { checkedSlug, tenantBySlug } from '../tenant-by-slug.js';

interface ExportTenantOptions extends JsonOption {
  readonly output?: string;
}

@Command({
  name: 'export-tenant',
  arguments: '<slug>',
  description: "write a company's data into a ZIP: CSV and JSON of every table, and the database itself",
})
export class ExportTenantCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
  ) {
    super();
  }

  @Option({ flags: '--output <file>', description: 'the file to write; it must not exist' })
  parseOutput(file: string): string {
    return file;
  }

  override async run([slug = '']: string[], options: ExportTenantOptions): Promise<void> {
    checkedSlug('export-tenant', slug);
    if (options.output !== undefined) await assertFree(options.output);
    const tenant = await tenantBySlug(await this.application.get(TenantDirectory), slug);
    const trail = await this.application.get(AuditTrail);
    await trail.record(tenant.companyId, { actor: programActor('command'), action: 'export' });
    const exported = await (await this.application.get(TenantExports)).open(tenant, COMMAND_ACTOR);
    try {
      const file = await write(exported, options.output ?? exported.fileName);
      if (options.json) this.output.json({ slug, ...file });
      else this.output.line(`Exported ${slug} to ${file.file} (${file.sizeBytes} bytes).`);
    } finally {
      await exported.close();
    }
  }
}

async function assertFree(file: string): Promise<void> {
  const there = await stat(file).catch(() => undefined);
  if (there) throw new CommandFailedError('already-exists', `${file} exists already.`);
}

/** It has its name only when it is whole. */
async function write({ content }: TenantExport, file: string): Promise<{ file: string; sizeBytes: number }> {
  await assertFree(file);
  const partial = `${file}.partial`;
  try {
    await pipeline(content, createWriteStream(partial, { flags: 'wx', mode: 0o600, flush: true }));
    await rename(partial, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(partial, { force: true });
    throw error;
  }
  return { file, sizeBytes: (await stat(file)).size };
}
