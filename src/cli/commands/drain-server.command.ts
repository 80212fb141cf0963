import { Command, Option } from 'nest-commander';
import { COMMAND_ACTOR, ServerDraining } from '../../fleet/index.js';
import type { Drained } from '../../fleet/index.js';
import { Application } from '../application.js';
import { ReportedFailure } from '../cli.errors.js';
import { drainedAnswer, drainedLine } from '../drained-lines.js';
import { interruptible } from '../interruption.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { checkedServer } from '../server-lines.js';

interface DrainServerOptions extends JsonOption {
  readonly to?: string;
}

@Command({
  name: 'drain-server',
  arguments: '<name>',
  description: 'move all companies of a database server; run again, it goes on',
})
export class DrainServerCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
  ) {
    super();
  }

  @Option({ flags: '--to <server>', description: 'where they go; otherwise to the open server with the most room' })
  parseTo(server: string): string {
    return checkedServer('--to', server);
  }

  override async run([name = '']: string[], { to, json }: DrainServerOptions): Promise<void> {
    checkedServer('drain-server', name);
    const draining = await this.application.get(ServerDraining);
    const done: Drained[] = [];
    const isWhole = await interruptible(async (stop) => {
      for await (const drained of draining.drain(name, to, COMMAND_ACTOR)) {
        done.push(drained);
        if (!json) this.output.line(drainedLine(drained));
        if (stop.aborted) return false;
      }
      return true;
    });
    const failed = done.filter(({ moved }) => moved === undefined).length;
    const counts = { moved: done.length - failed, failed, interrupted: !isWhole };
    if (json) this.output.json({ companies: done.map(drainedAnswer), ...counts });
    else
      this.output.line(
        `${counts.moved} moved, ${failed} failed.${isWhole ? '' : ' Interrupted; run it again to go on.'}`,
      );
    if (failed > 0 || !isWhole) throw new ReportedFailure();
  }
}
