import { Injectable } from '@nestjs/common';
import { Command, Option } from 'nest-commander';
import { ServerCatalogue, ServerReach } from '../../database/index.js';
import type { ServerLoad } from '../../database/index.js';
import { AddServerDto, ChangeServerDto } from '../../fleet/index.js';
import { Application } from '../application.js';
import { checkedInput } from '../checked-input.js';
import { UsageError } from '../cli.errors.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { checkedServer, serverLine } from '../server-lines.js';
import type { ReachedServer } from '../server-lines.js';

interface ServerOptions extends JsonOption {
  readonly url?: string;
  readonly region?: string;
  readonly capacity?: number;
  readonly state?: string;
  readonly remove?: boolean;
}

@Command({ name: 'list-servers', description: 'list the database servers besides the one that settings choose' })
export class ListServersCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
  ) {
    super();
  }

  override async run(_arguments: string[], { json }: JsonOption): Promise<void> {
    const reach = await this.application.get(ServerReach);
    const listed = await (await this.application.get(ServerCatalogue)).list();
    const servers = await Promise.all(listed.map((server) => reached(server, reach)));
    if (json) this.output.json({ servers });
    else if (servers.length === 0) this.output.line('There are none; every company is where DATABASE_ENGINE says.');
    else for (const server of servers) this.output.line(serverLine(server));
  }
}

/** What a server is told of, by the same options whether it is added or changed. */
@Injectable()
abstract class ServerCommand extends ReportingCommand {
  constructor(
    protected readonly application: Application,
    protected readonly output: Output,
  ) {
    super();
  }

  @Option({ flags: '--url <variable>', description: 'the environment variable with its URL: DATABASE_SERVER_…_URL' })
  parseUrl(name: string): string {
    return name;
  }

  @Option({ flags: '--region <region>', description: 'where it is, for TENANT_PLACEMENT=region:…' })
  parseRegion(region: string): string {
    return region;
  }

  @Option({ flags: '--capacity <companies>', description: 'companies that it is meant to hold' })
  parseCapacity(text: string): number {
    return Number(text);
  }

  protected async report(load: ServerLoad, json: boolean | undefined): Promise<void> {
    const server = await reached(load, await this.application.get(ServerReach));
    if (json) this.output.json(server);
    else this.output.line(serverLine(server));
  }
}

@Command({ name: 'add-server', arguments: '<name>', description: 'add a database server, which must be reached' })
export class AddServerCommand extends ServerCommand {
  override async run([name = '']: string[], { url, json, ...given }: ServerOptions): Promise<void> {
    checkedServer('add-server', name);
    const input = await checkedInput(AddServerDto, { name, urlSetting: url, ...given });
    const catalogue = await this.application.get(ServerCatalogue);
    await this.report(await catalogue.add({ ...input, region: input.region ?? null, state: 'open' }), json);
  }
}

@Command({ name: 'change-server', arguments: '<name>', description: 'change or remove a database server' })
export class ChangeServerCommand extends ServerCommand {
  @Option({ flags: '--state <state>', description: 'open, draining or closed; only open ones get new companies' })
  parseState(state: string): string {
    return state;
  }

  @Option({ flags: '--remove', description: 'take it out of the list; nothing may be on it' })
  parseRemove(): boolean {
    return true;
  }

  override async run([name = '']: string[], { url, json, remove, ...given }: ServerOptions): Promise<void> {
    checkedServer('change-server', name);
    const changes = { ...(url !== undefined && { urlSetting: url }), ...given };
    if (Object.keys(changes).length === 0 && !remove) throw new UsageError('change-server needs something to change');
    const catalogue = await this.application.get(ServerCatalogue);
    if (!remove)
      return this.report(await catalogue.change(name, { ...(await checkedInput(ChangeServerDto, changes)) }), json);
    await catalogue.remove(name);
    if (json) this.output.json({ removed: name });
    else this.output.line(`${name} is not in the list any more.`);
  }
}

async function reached(server: ServerLoad, reach: ServerReach): Promise<ReachedServer> {
  return { ...server, isReachable: await reach.isReachable(server.name) };
}
