/** @engine postgres: on SQLite all processes are on the machine of the file, and have its clock. */
import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { SystemClock } from '../../../src/common/index.js';
import type { Clock } from '../../../src/common/index.js';
import { loadSettings } from '../../../src/config/index.js';
import { ServerClock } from '../../../src/database/server-clock.js';
import { AccessTokens } from '../../../src/tenancy/index.js';
import { masterDatabases } from '../../support/master-database.js';

const TTL_S = 900;
const KEY = createSecretKey(Buffer.alloc(32, 1));
const CLAIMS = { userId: 1, companyId: 1, sessionId: 's' };
const POSTGRES = loadSettings({
  DATABASE_ENGINE: 'postgres',
  DATABASE_URL: 'postgres://a:b@localhost/medadmin_master',
});
/** Between two looks at two clocks. */
const NEAR_MS = 10_000;

/** A machine whose clock is so many seconds ahead of what it should be. */
function machine(aheadS: number): SystemClock {
  return new SystemClock(() => Date.now() + aheadS * 1000);
}

describe('instances whose machines have different clocks', () => {
  const newMaster = masterDatabases();

  /** The same machine, which goes by the clock of the master database. */
  async function following(master: DataSource, aheadS: number): Promise<Clock> {
    const clock = machine(aheadS);
    const server = await ServerClock.start(POSTGRES, master, clock);
    server?.onApplicationShutdown();
    return clock;
  }

  const isTaken = (clock: Clock, token: string): boolean => {
    try {
      new AccessTokens(KEY, clock, TTL_S).verify(token);
      return true;
    } catch {
      return false;
    }
  };

  it('take a token until it has ended by the clock of the database, and no longer; control: by their own they do', async () => {
    const master = await (await newMaster()).open();
    const endedAWhileAgo = machine(-TTL_S - 20);
    const [fresh, ended] = [machine(0), endedAWhileAgo].map((clock) =>
      new AccessTokens(KEY, clock, TTL_S).issue(CLAIMS),
    );
    for (const aheadS of [-86_400, -300, -30, 30, 300, 86_400]) {
      const clock = await following(master, aheadS);
      expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(NEAR_MS);
      expect([isTaken(clock, fresh!), isTaken(clock, ended!)]).toEqual([true, false]);
    }
    expect([isTaken(machine(-30), ended!), isTaken(machine(86_400), fresh!)]).toEqual([true, false]);
  });

  it('leave a clock that is right as it is, and keep what they know while the server is away', async () => {
    const right = new SystemClock(() => 1_000_000);
    await new ServerClock(right, () => Promise.resolve(1_000_100)).look();
    expect(right.now().getTime()).toBe(1_000_000);
    const behind = machine(-300);
    await new ServerClock(behind, () => Promise.resolve(Date.now())).look();
    await new ServerClock(behind, () => Promise.reject(new Error('gone'))).look();
    expect(Math.abs(behind.now().getTime() - Date.now())).toBeLessThan(NEAR_MS);
  });
});
