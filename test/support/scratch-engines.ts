import { afterAll, beforeAll } from '@jest/globals';
import { ScratchPostgres, scratchPostgres, scratchSqlite } from '../../src/make-migrations/index.js';
import type { ScratchEngine } from '../../src/make-migrations/index.js';
import { PostgresServer } from './postgres-server.js';

export interface ScratchEngines {
  /** SQLite and PostgreSQL. */
  readonly engines: readonly ScratchEngine[];
  readonly server: PostgresServer;
}

/** @returns a function that gives both engines, for trying migrations, while this file's tests run. */
export function scratchEngines(): () => ScratchEngines {
  let both: ScratchEngines | undefined;
  beforeAll(async () => {
    const postgres = await ScratchPostgres.start();
    both = { engines: [scratchSqlite(), scratchPostgres(postgres.connection)], server: new PostgresServer(postgres) };
  });
  afterAll(async () => {
    await both?.server.disconnect();
    await both?.server.stop();
  });
  return () => both!;
}
