import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StartMigrations } from '../../src/fleet/index.js';
import type { TenantModel } from '../../src/tenancy/index.js';
import { TENANT_MODELS } from '../../src/tenant-models.js';
import { ApiClient, newRegistration, registerCompany } from '../support/api-client.js';
import type { SignedIn } from '../support/api-client.js';
import { auditLog } from '../support/audit-log.js';
import { BuiltServer } from '../support/built-server.js';
import { roomsModel } from '../support/rooms/rooms.model.js';
import type { RunningApp } from '../support/start-app.js';

describe('a new clinic model, named in tenant-models.ts and nowhere else', () => {
  let running: RunningApp;
  const older = newRegistration();
  beforeAll(async () => {
    const DATA_DIR = await folderOfAProgramWithoutRooms();
    (TENANT_MODELS as TenantModel[]).push(roomsModel);
    // Only now: the application is put together when its module is loaded.
    const { startApp } = await import('../support/start-app.js');
    running = await startApp({ DATA_DIR });
  });
  afterAll(() => running.stop());

  /** A company signs up while the program does not know rooms yet. */
  async function folderOfAProgramWithoutRooms(): Promise<string> {
    const server = await BuiltServer.start();
    await registerCompany(server.api, older);
    server.signal('SIGTERM');
    await server.exit;
    return server.dataDir;
  }

  const addAndList = async (api: ApiClient) => {
    await api.post('/api/rooms', { name: 'Blue room' });
    const { status, body } = await api.get<{ items: unknown[] }>('/api/rooms?q=blue');
    return status === 200 ? body.items : body;
  };

  it('works for companies that sign up', async () => {
    const { api } = await registerCompany(running.api);
    expect(await addAndList(api)).toEqual([{ id: 1, name: 'Blue room' }]);
    expect((await api.post('/api/rooms', { name: '' })).status).toBe(400);
  });

  it('works for companies that were there before, once they have been migrated', async () => {
    const { username, password } = older;
    const { body } = await running.api.post<SignedIn>('/api/auth/login', { username, password });
    const api = new ApiClient(running.url, body.accessToken);
    expect((await api.get('/api/doctors')).body).toMatchObject({ status: 503, code: 'tenant-migrating' });
    await running.app.get(StartMigrations).run();
    expect(await addAndList(api)).toEqual([{ id: 1, name: 'Blue room' }]);
    expect((await api.get('/api/doctors')).status).toBe(200);
  });

  it('is in the audit log, changes and reads, without a word about it', async () => {
    const { api } = await registerCompany(running.api);
    await addAndList(api);
    const entries = await auditLog(api, '&record=rooms');
    expect(entries).toMatchObject([
      { action: 'create', record: 'rooms_room', recordIds: ['1'], changes: { name: [null, 'Blue room'] } },
      { action: 'list', record: 'rooms_room', recordIds: ['1'] },
    ]);
  });

  it('is closed to those who are not signed in', async () => {
    expect((await running.api.get('/api/rooms')).status).toBe(401);
  });

  it('is in the document', async () => {
    const { body } = await running.api.get<{ paths: object }>('/openapi.json');
    expect(Object.keys(body.paths)).toContain('/api/rooms');
  });
});
