import { resolve } from 'node:path';
import { Command, Option } from 'nest-commander';
import { SystemClock } from '../../common/index.js';
import type { RestoredMaster } from '../../master/index.js';
import { AbortedError, UsageError } from '../cli.errors.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { plural } from '../plural.js';
import { Terminal } from '../terminal.js';

interface RestoreMasterOptions extends JsonOption {
  readonly yes?: boolean;
  readonly force?: boolean;
}

@Command({
  name: 'restore-master',
  arguments: '<file>',
  description:
    'put a backup in the place of the master database, while no server runs; the present state is backed up first',
})
export class RestoreMasterCommand extends ReportingCommand {
  constructor(
    private readonly output: Output,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  @Option({ flags: '--yes', description: 'do not ask; needed where nobody can answer' })
  parseYes(): boolean {
    return true;
  }

  @Option({ flags: '--force', description: 'also when the present master database cannot be read: it is lost then' })
  parseForce(): boolean {
    return true;
  }

  override async run([file = '']: string[], { yes, force = false, json }: RestoreMasterOptions): Promise<void> {
    if (!yes && !this.terminal.isInteractive)
      throw new UsageError('restore-master replaces data: without a terminal to ask on it needs --yes');
    const what = 'This replaces all that is known of companies, people and subscriptions by what the backup has.';
    if (!yes && !(await this.terminal.confirms(what))) throw new AbortedError('Nothing was restored.');
    const restored = await (await masterRestore()).restore(resolve(file), force);
    if (json) this.output.json(restored);
    else for (const line of linesOf(restored)) this.output.line(line);
  }
}

/** Loaded here, and without opening the master database: it may be missing or damaged. */
async function masterRestore() {
  const [{ MASTER_SCHEMAS }, { loadSettings, processEnvironment }, { MasterRestore }] = await Promise.all([
    import('../../app.module.js'),
    import('../../config/index.js'),
    import('../../master/index.js'),
  ]);
  const migrations = MASTER_SCHEMAS.flatMap((schema) => schema.migrations);
  return MasterRestore.of(loadSettings(processEnvironment()), new SystemClock(), migrations);
}

function linesOf(restored: RestoredMaster): string[] {
  const { createdAt, migrated, savedAs, erasedAgain, renamed, withoutDatabase, withoutCompany, backupsFound } =
    restored;
  return [
    `Restored the master database as it was at ${createdAt}. Everybody has to sign in again.`,
    savedAs === null ? 'There was no state that could be saved.' : `Before: ${savedAs}`,
    ...(migrated.length > 0 ? [`Applied ${plural(migrated.length, 'migration')}.`] : []),
    ...(backupsFound > 0 ? [`Listed again: ${plural(backupsFound, 'backup')} made since; run verify-backups.`] : []),
    ...erasedAgain.map((slug) => `${slug}: erased since; is erased again when a server starts`),
    ...renamed.map(({ from, to }) => `${to}: found under the name ${from}, which it was given since`),
    ...withoutDatabase.map(({ slug, id }) => `${slug}: has no database; restore it from a backup in ${id}/`),
    ...withoutCompany.map((name) => `${name}: a database of no company that is known`),
  ];
}
