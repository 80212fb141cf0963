import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** What a mail server was given. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly content: string;
}

/** A mail server that knows as much SMTP as it takes to receive, on a free port. */
export class MailServer {
  readonly received: ReceivedMail[] = [];
  /** Addresses that it does not want, e.g. `550 5.1.1 unknown`. */
  readonly refusals = new Map<string, string>();

  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => this.serve(socket));
  }

  static async start(): Promise<MailServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new MailServer(server);
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Ends all connections, as a server does with those that stand idle, or when it is restarted. */
  hangUp(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
    this.sockets.clear();
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    let envelope = { from: '', to: [] as string[] };
    let lines: string[] | undefined;
    say('220 test');
    createInterface(socket).on('line', (line) => {
      if (lines !== undefined && line !== '.') return void lines.push(line);
      if (lines !== undefined) {
        this.received.push({ ...envelope, content: lines.join('\n') });
        lines = undefined;
        return say('250 taken');
      }
      const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
      if (/^MAIL/i.test(line)) envelope = { from: address, to: [] };
      const refusal = /^RCPT/i.test(line) ? this.refusals.get(address) : undefined;
      if (refusal !== undefined) return say(refusal);
      if (/^RCPT/i.test(line)) envelope.to.push(address);
      if (/^DATA/i.test(line)) lines = [];
      say(/^DATA/i.test(line) ? '354 go on' : '250 ok');
    });
    socket.on('error', () => socket.destroy());
  }
}
