import { Command, Option } from 'nest-commander';
import { SystemClock } from '../../common/index.js';
import { loadSettings, processEnvironment } from '../../config/index.js';
import {
  COMMAND_ACTOR,
  CompaniesLeftError,
  FormerInstallation,
  InstallationSurvey,
  MasterMoving,
  ServerDraining,
} from '../../fleet/index.js';
import type { Drained, InstallationParts, MovedMaster } from '../../fleet/index.js';
import { Application } from '../application.js';
import { AbortedError, ReportedFailure, UsageError } from '../cli.errors.js';
import { drainedAnswer, drainedLine } from '../drained-lines.js';
import { FROM_NOW_ON, isClear, masterLines, surveyAnswer, surveyLines } from '../installation-lines.js';
import { interruptible } from '../interruption.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { plural } from '../plural.js';
import { Terminal } from '../terminal.js';

/** So often companies are moved that signed up while the others were. */
const ROUNDS = 3;

interface MoveInstallationOptions extends JsonOption {
  readonly to?: string;
  readonly dryRun?: boolean;
  readonly confirm?: boolean;
  readonly yes?: boolean;
}

@Command({
  name: 'move-installation',
  description:
    'move all companies and the master database from SQLite to PostgreSQL, the latter while no server runs; run again, it goes on',
})
export class MoveInstallationCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
    private readonly terminal: Terminal,
  ) {
    super();
  }

  @Option({ flags: '--to <engine>', description: 'postgres: the server of DATABASE_URL' })
  parseTo(engine: string): string {
    if (engine !== 'postgres') throw new UsageError('--to takes postgres');
    return engine;
  }

  @Option({ flags: '--dry-run', description: 'say what would be moved and what is in the way, and change nothing' })
  parseDryRun(): boolean {
    return true;
  }

  @Option({ flags: '--confirm', description: 'after the move: remove what it was moved from, for ever' })
  parseConfirm(): boolean {
    return true;
  }

  @Option({ flags: '--yes', description: 'do not ask before --confirm; needed where nobody can answer' })
  parseYes(): boolean {
    return true;
  }

  override async run(_arguments: string[], options: MoveInstallationOptions): Promise<void> {
    const { to, dryRun = false, confirm = false, yes = false, json = false } = options;
    if ((to === undefined) !== confirm || (confirm && dryRun))
      throw new UsageError('move-installation takes either --to postgres, perhaps with --dry-run, or --confirm');
    if (confirm) return this.confirm(yes, json);
    const parts = await installation();
    if (dryRun) return this.survey(parts, json);
    await this.move(parts, json);
  }

  private async confirm(yes: boolean, json: boolean): Promise<void> {
    if (!yes && !this.terminal.isInteractive)
      throw new UsageError('move-installation --confirm removes data: without a terminal to ask on it needs --yes');
    const what = 'This removes db.sqlite3 and all databases that companies were moved from.';
    if (!yes && !(await this.terminal.confirms(what))) throw new AbortedError('Nothing was removed.');
    const removed = await (await this.application.get(FormerInstallation)).remove();
    if (json) return this.output.json(removed);
    const master = removed.master ? ' and the former master database' : '';
    this.output.line(`Removed ${plural(removed.databases, 'former database')} of companies${master}.`);
  }

  private async survey(parts: InstallationParts, json: boolean): Promise<void> {
    const survey = await InstallationSurvey.look(parts);
    if (json) this.output.json(surveyAnswer(survey));
    else for (const line of surveyLines(survey)) this.output.line(line);
    if (!isClear(survey)) throw new ReportedFailure();
  }

  private async move(parts: InstallationParts, json: boolean): Promise<void> {
    const master = await MasterMoving.of(parts);
    const companies: Drained[] = [];
    try {
      if (await master.isMoved()) return this.report(companies, null, json);
      const { obstacles } = await InstallationSurvey.look(parts);
      if (obstacles.length > 0) return this.refuse(obstacles, json);
      for (let round = 1; ; round += 1) {
        await this.companies(companies, json);
        const moved = await master.move().catch((error: unknown) => {
          if (error instanceof CompaniesLeftError && round < ROUNDS) return undefined;
          throw error;
        });
        if (moved !== undefined) return this.report(companies, moved, json);
      }
    } finally {
      await master.close();
    }
  }

  /** Moves those that are in files, by the same way as drain-server. */
  private async companies(done: Drained[], json: boolean): Promise<void> {
    const draining = await this.application.get(ServerDraining);
    const isWhole = await interruptible(async (stop) => {
      for await (const drained of draining.drain('sqlite', 'postgres', COMMAND_ACTOR)) {
        done.push(drained);
        if (!json) this.output.line(drainedLine(drained));
        if (stop.aborted) return false;
      }
      return true;
    });
    // Nobody may have the master database open from here on, this program included.
    await this.application.close();
    const failed = done.filter(({ moved }) => moved === undefined).length;
    if (failed === 0 && isWhole) return;
    if (json) this.output.json({ ...companiesAnswer(done), master: null, interrupted: !isWhole });
    else this.output.line(isWhole ? `${failed} failed; run it again to go on.` : 'Interrupted; run it again to go on.');
    throw new ReportedFailure();
  }

  private refuse(obstacles: readonly string[], json: boolean): never {
    if (json) this.output.json({ obstacles });
    else for (const obstacle of obstacles) this.output.line(`In the way: ${obstacle}`);
    throw new ReportedFailure();
  }

  private report(companies: readonly Drained[], master: MovedMaster | null, json: boolean): void {
    const settings = { DATABASE_ENGINE: 'postgres' };
    if (json) return this.output.json({ ...companiesAnswer(companies), master, settings });
    const lines = master === null ? ['It was moved before.'] : masterLines(master);
    for (const line of [...lines, ...FROM_NOW_ON]) this.output.line(line);
  }
}

/** Loaded here, and without opening the master database. */
async function installation(): Promise<InstallationParts> {
  const [{ MASTER_SCHEMAS }, { TenantSchema }, { TENANT_MODELS }] = await Promise.all([
    import('../../app.module.js'),
    import('../../tenancy/index.js'),
    import('../../tenant-models.js'),
  ]);
  return {
    settings: loadSettings(processEnvironment()),
    clock: new SystemClock(),
    schema: {
      entities: MASTER_SCHEMAS.flatMap(({ entities }) => entities),
      migrations: MASTER_SCHEMAS.flatMap(({ migrations }) => migrations),
    },
    tenants: new TenantSchema(TENANT_MODELS),
  };
}

function companiesAnswer(companies: readonly Drained[]): { readonly companies: readonly object[] } {
  return { companies: companies.map((drained) => ({ ...drainedAnswer(drained), tables: drained.moved?.tables })) };
}
