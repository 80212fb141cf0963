/** @engine both: each has its own way. */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import type { Settings } from '../../../src/config/index.js';
import type { MasterNews } from '../../../src/database/index.js';
import { newsFor } from '../../../src/database/news/news-for.js';
import type { SqliteDriver } from '../../../src/database/sqlite/sqlite-driver.js';
import { PostgresNews } from '../../../src/database/news/postgres-news.js';
import { masterDatabases } from '../../support/master-database.js';
import { describeOn, directly, engineSettings, TEST_ENGINE } from '../../support/test-engine.js';

const AT_ONCE = 50;

interface Process {
  readonly master: DataSource;
  readonly news: MasterNews;
  /** How often it was told to look again. */
  heard: number;
}

describe('news of the master database', () => {
  const newMaster = masterDatabases();
  const started: MasterNews[] = [];
  afterEach(async () => {
    for (const news of started.splice(0)) if (news instanceof PostgresNews) await news.onApplicationShutdown();
  });

  async function processes(): Promise<{ here: Process; there: Process; folder: string }> {
    const made = await newMaster();
    const { DATABASE_URL, POSTGRES_ADMIN_URL } = engineSettings(made.folder);
    const settings = { databaseEngine: TEST_ENGINE, databaseUrl: DATABASE_URL, postgresAdminUrl: POSTGRES_ADMIN_URL };
    const start = async (): Promise<Process> => {
      const master = await made.open();
      const news = await newsFor(settings as Settings, master);
      started.push(news);
      const each = { master, news, heard: 0 };
      if (news instanceof PostgresNews) news.onApplicationBootstrap();
      await news.tell('locks');
      news.check();
      news.listen('sessions', () => {
        const hear = (): void => void (each.heard += 1);
        return TEST_ENGINE === 'postgres' ? nextTurn().then(hear) : hear();
      });
      return each;
    };
    return { here: await start(), there: await start(), folder: made.folder };
  }
  const change = (master: DataSource): Promise<unknown> =>
    master.query("UPDATE database_lease SET token = token + 1 WHERE name = 'nobody'");
  const write = (master: DataSource): Promise<unknown> =>
    master.query(
      "INSERT INTO database_lease (name, owner, token, expires_at) VALUES ('nobody', '', 1, '2026-11-24 08:00:00.000')",
    );

  it('come to every other process before whoever tells goes on, and to none that has made them', async () => {
    const { here, there } = await processes();
    await write(here.master);
    await here.news.tell('sessions');
    here.news.check();
    there.news.check();
    expect([here.heard, there.heard]).toEqual([0, 1]);
    await change(there.master);
    await there.news.tell('sessions');
    here.news.check();
    there.news.check();
    expect([here.heard, there.heard]).toEqual([1, 1]);
  });

  it('come once, and not when nothing has happened', async () => {
    const { here, there } = await processes();
    await write(here.master);
    await here.news.tell('sessions');
    for (let time = 0; time < 3; time += 1) there.news.check();
    expect(there.heard).toBe(1);
  });

  describeOn('sqlite', 'only a query could tell on a server')('the state of the file', () => {
    const states = ({ here, there }: { here: Process; there: Process }): unknown[] => [
      here.news.state(),
      there.news.state(),
    ];

    it('is the same until somebody commits, and another in every process after each commit, its own too', async () => {
      const both = await processes();
      await write(both.here.master);
      const seen = [states(both)];
      expect(states(both)).toEqual(seen[0]);
      for (const { master } of [both.here, both.there, both.here]) {
        await change(master);
        for (const [which, state] of states(both).entries()) for (const old of seen) expect(state).not.toBe(old[which]);
        seen.push(states(both));
        expect(states(both)).toEqual(seen.at(-1));
      }
    });

    it('moves with the commit of a transaction, not with its statements', async () => {
      const both = await processes();
      await write(both.here.master);
      const before = states(both);
      await both.here.master.transaction(async (transaction) => {
        await transaction.query("UPDATE database_lease SET token = token + 1 WHERE name = 'nobody'");
        expect(states(both)).toEqual(before);
      });
      const after = states(both);
      expect([after[0] === before[0], after[1] === before[1]]).toEqual([false, false]);
    });

    it('would say nothing of what this process commits if it were the version of the file alone', async () => {
      const { here } = await processes();
      const { store } = here.master.driver as SqliteDriver;
      const version = (): number => store.handles.versionOfOthers();
      const before = version();
      await write(here.master);
      expect(version()).toBe(before);
    });
  });

  describeOn('postgres', 'the file of SQLite tells without a connection')('over a connection', () => {
    it('come of all who tell at once, one statement after the other', async () => {
      const { here, there } = await processes();
      const underWay = new Map<pg.Client, number>();
      let most = 0;
      const { query } = pg.Client.prototype as unknown as { query(...asked: unknown[]): Promise<unknown> };
      const counted = async function (this: pg.Client, ...asked: unknown[]): Promise<unknown> {
        const now = (underWay.get(this) ?? 0) + 1;
        underWay.set(this, now);
        most = Math.max(most, now);
        return query.apply(this, asked).finally(() => underWay.set(this, underWay.get(this)! - 1));
      };
      Object.assign(pg.Client.prototype, { query: counted });
      await Promise.all(Array.from({ length: AT_ONCE }, () => here.news.tell('sessions'))).finally(() =>
        Object.assign(pg.Client.prototype, { query }),
      );
      expect([there.heard, most]).toEqual([AT_ONCE, 1]);
    });

    it('come again when it was lost, and what was missed is looked at', async () => {
      const { here, there, folder } = await processes();
      const listener = "application_name = 'medadmin news' AND datname = current_database()";
      await directly(folder, 'master', `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${listener}`);
      while (here.news.isLive || there.news.isLive) await sleep(10);
      // Nobody is told, and nobody fails.
      await here.news.tell('sessions');
      expect(there.heard).toBe(0);
      while (!here.news.isLive || there.heard === 0) await sleep(10);
      expect(there.heard).toBe(1);
      await here.news.tell('sessions');
      expect(there.heard).toBe(2);
    });
  });
});
