/** @engine both: each freezes in its own way. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { DatabaseEngine } from '../../../src/database/index.js';
import { TenantChecks } from '../../../src/fleet/checks/index.js';
import { FleetOperation } from '../../../src/fleet/operations/operation.entity.js';
import { TenantDirectory } from '../../../src/tenancy/index.js';
import type { Tenant } from '../../../src/tenancy/index.js';
import { registerCompany } from '../../support/api-client.js';
import type { ApiClient, Answer } from '../../support/api-client.js';
import { startApp } from '../../support/start-app.js';
import type { RunningApp } from '../../support/start-app.js';

const WAIT_MS = 10_000;
const FROZEN = { code: 'database-frozen', detail: 'it refuses changes, as while it is moved' };

describe('A database that is frozen as if it were moved', () => {
  let running: RunningApp;
  let api: ApiClient;
  let tenant: Tenant;
  let master: DataSource;
  beforeAll(async () => {
    running = await startApp();
    const registered = await registerCompany(running.api);
    ({ api } = registered);
    tenant = (await running.app.get(TenantDirectory).find(registered.signedIn.company.id))!;
    master = running.app.get<DataSource>(getDataSourceToken());
  });
  afterAll(() => running.stop());

  const checks = (): TenantChecks => running.app.get(TenantChecks);
  const freeze = (): Promise<void> =>
    running.app.get(DatabaseEngine).moving.freeze(tenant.database, tenant.companyId, WAIT_MS);
  const create = (): Promise<Answer> =>
    api.post('/api/doctors', { firstName: 'Gregory', lastName: 'House', specialty: 'Diagnostics' });

  it('is found, and takes changes again after --repair, if no move knows of it', async () => {
    await freeze();
    expect([(await create()).status, await checks().check(tenant)]).toMatchObject([
      503,
      { status: 'drifted', findings: [FROZEN] },
    ]);
    expect(await checks().repair(tenant)).toMatchObject({
      ...{ status: 'ok', findings: [], repaired: ['changes are taken again'] },
    });
    expect((await create()).status).toBe(201);
  });

  it('is left to the move that knows of it, to be settled', async () => {
    await freeze();
    const now = new Date();
    const { id } = await master.getRepository(FleetOperation).save({
      ...{ kind: 'move', companyId: tenant.companyId, companySlug: tenant.slug, actor: 'command', state: 'running' },
      ...{ step: 'comparing', progress: 60, detail: { isFrozen: true }, owner: 'elsewhere/1/1/x' },
      ...{ renewedAt: now, startedAt: now, endedAt: null, errorCode: null, errorDetail: null },
    });
    expect(await checks().repair(tenant)).toMatchObject({ status: 'drifted', findings: [FROZEN], repaired: [] });
    expect((await create()).status).toBe(503);

    await master.getRepository(FleetOperation).delete({ id });
    expect(await checks().repair(tenant)).toMatchObject({ status: 'ok' });
    expect((await create()).status).toBe(201);
  });
});
