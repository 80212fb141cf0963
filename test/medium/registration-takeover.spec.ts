import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { workIdentity } from '../../src/common/index.js';
import { DatabaseEngine } from '../../src/database/index.js';
import type { DatabaseName } from '../../src/database/index.js';
import { TenantProvisioner } from '../../src/fleet/index.js';
import { CompaniesService } from '../../src/master/index.js';
import { RegistrationReconciler } from '../../src/master/registration/registration-reconciler.js';
import { newRegistration, registerCompany } from '../support/api-client.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { raw } from '../support/test-engine.js';

const GONE = 'no-such-host-but-abandoned';

describe('a sign-up that somebody takes over', () => {
  let running: RunningApp;
  let master: DataSource;
  let provisioner: TenantProvisioner;
  let reconciler: RegistrationReconciler;
  beforeEach(async () => {
    running = await startApp();
    master = running.app.get(DataSource);
    provisioner = running.app.get(TenantProvisioner);
    reconciler = running.app.get(RegistrationReconciler);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await running.stop();
  });
  const rows = (sql: string): Promise<unknown[]> => master.query<unknown[]>(sql);
  const setOwner = (owner: string | null): Promise<unknown> =>
    raw(master, `UPDATE master_company SET status = 'provisioning', provisioning_owner = ?`, [owner]);

  /** Holds up the removal of databases until the returned function is called. */
  function holdUndo(): { undo: jest.SpiedFunction<TenantProvisioner['undo']>; letGo: () => void } {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const undo = jest.spyOn(provisioner, 'undo').mockImplementation(() => held);
    return { undo, letGo };
  }

  it('does not become active, for its database is about to be removed', async () => {
    jest.spyOn(provisioner, 'create').mockImplementation(async () => {
      await setOwner(GONE);
    });
    const answer = await running.api.post('/api/auth/register', newRegistration());
    expect(answer.body).toMatchObject({ status: 503, code: 'unavailable' });
    expect(await rows('SELECT status, provisioning_owner AS owner FROM master_company')).toEqual([
      { status: 'provisioning', owner: GONE },
    ]);
    expect(await rows('SELECT * FROM master_user')).toEqual([]);
  });

  it('is undone by one of two that find it dead', async () => {
    await registerCompany(running.api);
    await setOwner(null);
    const { undo, letGo } = holdUndo();
    const both = [reconciler.run(), reconciler.run()];
    // Whichever finds it, the other one does not wait.
    expect(await Promise.race(both)).toBe(0);
    letGo();
    expect((await Promise.all(both)).sort()).toEqual([0, 1]);
    expect(undo).toHaveBeenCalledTimes(1);
    expect(await rows('SELECT * FROM master_company')).toEqual([]);
  });

  it('is tried again when its undoing failed', async () => {
    await registerCompany(running.api);
    await setOwner(null);
    jest.spyOn(provisioner, 'undo').mockRejectedValueOnce(new Error('planned'));
    await expect(reconciler.run()).rejects.toThrow('planned');
    expect(await reconciler.run()).toBe(1);
  });

  it('because all companies are removed is removed by nobody else', async () => {
    await registerCompany(running.api);
    await setOwner(workIdentity());
    const { undo, letGo } = holdUndo();
    const removing = running.app.get(CompaniesService).removeAll();
    while (undo.mock.calls.length === 0) await new Promise(setImmediate);
    expect(await reconciler.run()).toBe(0);
    letGo();
    expect(await removing).toBe(1);
    expect(undo).toHaveBeenCalledTimes(1);
  });

  it('is not disturbed by an instance that starts just when its database appears', async () => {
    const { id } = (await registerCompany(running.api)).signedIn.company;
    const engine = running.app.get(DatabaseEngine);
    const made: DatabaseName = `provisioning_${id}`;
    await engine.create('provisioning_999');
    const inMaking = async (): Promise<void> => {
      await setOwner('another process');
      await engine.create(made);
    };
    const home = await engine.holding(id);
    const list = home.list.bind(home);
    jest.spyOn(home, 'list').mockImplementation(async (kind) => {
      if (kind === 'provisioning') await inMaking();
      return list(kind);
    });
    await reconciler.removeOrphans();
    expect(await list('provisioning')).toEqual([made]);
  });
});
