/** @engine both: what a look gives is put together by the database. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TenantLocks } from '../../../src/fleet/index.js';
import { registerCompany } from '../../support/api-client.js';
import { startApp } from '../../support/start-app.js';
import type { RunningApp } from '../../support/start-app.js';

describe('A look at the locks of all companies', () => {
  let running: RunningApp;
  let ids: number[];
  beforeAll(async () => {
    running = await startApp();
    ids = [];
    for (let count = 0; count < 3; count += 1) ids.push((await registerCompany(running.api)).signedIn.company.id);
  });
  afterAll(() => running.stop());

  it('tells who is locked, for what, and who was closed since, with the numbers of the locks', async () => {
    const locks = running.app.get(TenantLocks);
    const since = new Date(Date.now() - 60_000);
    const [migrated, backedUp, closed] = ids as [number, number, number];
    expect(await locks.look(since)).toEqual({ locked: [], closed: [] });

    const held = [await locks.acquire(migrated, 'migrate'), await locks.acquire(backedUp, 'backup')];
    await locks.release((await locks.acquire(closed, 'rename'))!);
    const again = (await locks.acquire(closed, 'restore'))!;
    await locks.release(again);

    const found = await locks.look(since);
    const locked = found.locked.map(({ companyId, operation, token }) => ({ companyId, operation, token }));
    expect(new Set(locked)).toEqual(new Set(held));
    expect(new Set(found.closed)).toEqual(
      new Set([
        { companyId: migrated, token: 1 },
        { companyId: closed, token: again.token },
      ]),
    );
    expect(await locks.look(new Date(Date.now() + 60_000))).toMatchObject({ closed: [] });
    expect(again.token).toBe(2);
    for (const lock of held) await locks.release(lock!);
    expect((await locks.look(since)).locked).toEqual([]);
  });
});
