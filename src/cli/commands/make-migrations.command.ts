import { Command, Option } from 'nest-commander';
import { SystemClock } from '../../common/index.js';
import { ReportedFailure, UsageError } from '../cli.errors.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { plural } from '../plural.js';

interface MakeMigrationsOptions extends JsonOption {
  readonly check?: boolean;
  readonly rename?: string[];
  readonly drop?: string[];
  readonly default?: [string, string][];
}

@Command({
  name: 'make-migrations',
  arguments: '[name]',
  description: 'write migrations for changed models, for SQLite and PostgreSQL; in a checkout of the sources',
})
export class MakeMigrationsCommand extends ReportingCommand {
  constructor(private readonly output: Output) {
    super();
  }

  @Option({ flags: '--check', description: 'write nothing; fail if a migration is missing' })
  parseCheck(): boolean {
    return true;
  }

  @Option({
    flags: '--rename <old:new>',
    description: 'table:newtable or table.column:newcolumn; may be said several times',
  })
  parseRename(rename: string, before: string[] = []): string[] {
    if (!/^\w+(\.\w+)?:\w+$/.test(rename))
      throw new UsageError('--rename takes table:newtable or table.column:newcolumn');
    return [...before, rename];
  }

  @Option({
    flags: '--drop <table>',
    description: 'table or table.column that is really gone; may be said several times',
  })
  parseDrop(drop: string, before: string[] = []): string[] {
    if (!/^\w+(\.\w+)?$/.test(drop)) throw new UsageError('--drop takes table or table.column');
    return [...before, drop];
  }

  @Option({
    flags: '--default <column=value>',
    description: 'table.column=value for the rows that are there; may be said several times',
  })
  parseDefault(said: string, before: [string, string][] = []): [string, string][] {
    const [, column, value] = /^(\w+\.\w+)=([^]*)$/.exec(said) ?? [];
    if (column === undefined || value === undefined) throw new UsageError('--default takes table.column=value');
    return [...before, [column, value]];
  }

  override async run([name]: string[], options: MakeMigrationsOptions): Promise<void> {
    // Loaded now: it is for developers, and brings the whole program along.
    const making = await import('../../make-migrations/index.js');
    const words = name === undefined ? undefined : making.words(name);
    if (words === '') throw new UsageError('NAME has letters or digits, e.g. add-mobile-phones');
    const hints = {
      renames: options.rename ?? [],
      drops: options.drop ?? [],
      defaults: new Map(options.default),
    };
    const sources = new making.SourceTree(process.cwd());
    sources.assertOlderThanProgram();
    const postgres = await making.ScratchPostgres.start();
    try {
      const engines = [making.scratchSqlite(), making.scratchPostgres(postgres.connection)];
      if (options.check) {
        this.tellMissing(await making.missingMigrations(engines, making.ownDatabases(), hints), options);
      } else {
        const request = { hints, name: words, now: new SystemClock().now() };
        this.tellMade(await making.makeMigrations(engines, making.ownDatabases(), sources, request), options);
      }
    } finally {
      await postgres.stop();
    }
  }

  private tellMissing(missing: readonly string[], { json }: JsonOption): void {
    if (json) this.output.json({ missing });
    else if (missing.length === 0) this.output.line('No migration is missing.');
    else for (const line of missing) this.output.line(line);
    if (missing.length > 0) throw new ReportedFailure();
  }

  private tellMade(made: readonly { readonly file: string }[], { json }: JsonOption): void {
    if (json) return this.output.json({ migrations: made });
    for (const { file } of made) this.output.line(`Wrote ${file}`);
    this.output.line(made.length === 0 ? 'No model has changed.' : `${plural(made.length, 'migration')} written.`);
  }
}
