import { ScratchPostgres } from '../../src/make-migrations/scratch-postgres.js';
import { postgresUrl } from './postgres-url.js';
import { ServerGate } from './server-gate.js';

/** A second PostgreSQL server of its own, which can be cut off. */
export class OtherServer {
  private constructor(
    private readonly server: ScratchPostgres,
    readonly gate: ServerGate,
  ) {}

  static async start(): Promise<OtherServer> {
    const server = await ScratchPostgres.start();
    return new OtherServer(server, await new ServerGate(server.connection.port).open());
  }

  /** Its address, for the setting that names it. */
  get url(): string {
    return this.urlAt(this.gate.port);
  }

  /** Another address of it, which cannot be cut off. */
  get directUrl(): string {
    return this.urlAt(this.server.connection.port);
  }

  async stop(): Promise<void> {
    await this.gate.close();
    await this.server.stop();
  }

  private urlAt(port: number): string {
    const { user, password } = this.server.connection;
    const url = new URL(postgresUrl(user, `127.0.0.1:${port}`, 'postgres'));
    url.password = password;
    return url.href;
  }
}
