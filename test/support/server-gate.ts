import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A way to a server that can be closed and opened again: closed, it is as if the server had been stopped. */
export class ServerGate {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  /** Port of this way. */
  port = 0;

  /** @param target port of the server on this machine. */
  constructor(private readonly target: number) {}

  async open(): Promise<this> {
    const server = createServer((socket) => this.pass(socket));
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    return this;
  }

  /** Ends all connections, in both directions; new ones are refused. */
  async close(): Promise<void> {
    const { server } = this;
    const closed = new Promise((resolve) => server?.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private pass(from: Socket): void {
    const to = connect(this.target, '127.0.0.1');
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      this.sockets.add(one);
      one.on('error', () => other.destroy());
      one.once('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  }
}
