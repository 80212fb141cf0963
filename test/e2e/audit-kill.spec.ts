import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient, SignedIn } from '../support/api-client.js';
import { registerCompany } from '../support/api-client.js';
import { BuiltServer } from '../support/built-server.js';
import { signal } from '../support/signal.js';
import { directly } from '../support/test-engine.js';

/** `npm run soak:audit` for the long run. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 4);
const WRITERS = 8;

/**
 * Adds, changes, reads and deletes doctors until the server is gone.
 * @param onDeleted is called for each that was deleted.
 * @returns ids of the requests whose reads were answered.
 */
async function work(api: ApiClient, prefix: string, onDeleted: () => void): Promise<string[]> {
  const answered: string[] = [];
  const body = { firstName: 'W', lastName: prefix, specialty: 'X' };
  for (let index = 0; ; index += 1) {
    const added = await api.post<{ id: number }>('/api/doctors', body).catch(() => undefined);
    if (added === undefined) return answered;
    const path = `/api/doctors/${added.body.id}`;
    const requestId = `${prefix}-${index}`;
    const read = await api.get(path, { 'x-request-id': requestId }).catch(() => undefined);
    if (read?.status === 200) answered.push(requestId);
    await api.patch(path, { lastName: requestId }).catch(() => undefined);
    const deleted = index % 3 === 0 ? await api.delete(path).catch(() => undefined) : undefined;
    if (deleted?.status === 204) onDeleted();
  }
}

describe('kill -9 under load', () => {
  let dataDir: string;
  let server: BuiltServer;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'medadmin-'));
  });
  afterAll(async () => {
    await server.kill();
    await rm(dataDir, { recursive: true });
  });

  it(
    `leaves no change without an entry, no entry without its change, and every read, in ${ROUNDS} rounds`,
    async () => {
      const environment = { DATA_DIR: dataDir, ACCESS_TOKEN_TTL: '1d' };
      server = await BuiltServer.start(environment);
      const { signedIn } = await registerCompany(server.api, { planCode: 'enterprise' });
      const answered: string[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const api = server.api.as(signedIn.accessToken);
        const { come: deleted, give: onDeleted } = signal();
        const workers = Array.from({ length: WRITERS }, (_each, writer) => work(api, `r${round}w${writer}`, onDeleted));
        // A slow machine may take longer than that for the first.
        await deleted;
        await sleep(300 + Math.random() * 1200);
        await server.kill();
        answered.push(...(await Promise.all(workers)).flat());
        server = await BuiltServer.start(environment);
      }
      // What the killed ones left is taken in by the next, which says so by removing it.
      const own = (): Promise<string[]> => readdir(join(dataDir, 'audit_journal')).catch(() => []);
      await server.api.as(signedIn.accessToken).get('/api/doctors');
      for (let wait = 0; (await own()).length > 1 && wait < 200; wait += 1) await sleep(100);
      server.signal('SIGTERM');
      await server.exit;
      expect(await own()).toEqual([]);
      await compare(signedIn, answered);
    },
    60_000 + ROUNDS * 10_000,
  );

  async function compare(signedIn: SignedIn, answered: readonly string[]): Promise<void> {
    const name = `tenant_${signedIn.company.slug.replaceAll('-', '_')}`;
    const ids = async (sql: string): Promise<unknown[]> =>
      (await directly<Record<string, unknown>>(dataDir, name, sql)).flatMap((row) => Object.values(row));
    const of = (action: string): Promise<unknown[]> =>
      ids(`SELECT CAST(record_id AS integer) FROM audit_entry WHERE record_table = 'doctors_doctor' AND action = '${action}'
        ORDER BY 1`);
    const [created, deleted] = [await of('create'), await of('delete')];
    expect(created.length).toBeGreaterThan(WRITERS);
    expect(deleted.length).toBeGreaterThan(0);
    expect(created).toEqual(
      [...(await ids('SELECT id FROM doctors_doctor')), ...deleted].sort((a, b) => Number(a) - Number(b)),
    );
    // A doctor's last name tells whether it was changed.
    const changed = `FROM doctors_doctor WHERE last_name LIKE '%-%' ORDER BY id`;
    const updated = (await of('update')).filter((id) => !deleted.includes(id));
    expect(updated).toEqual(await ids(`SELECT id ${changed}`));
    const read = new Set(await ids(`SELECT request_id FROM audit_entry WHERE action = 'read'`));
    expect(answered.length).toBeGreaterThan(WRITERS);
    expect(answered.filter((requestId) => !read.has(requestId))).toEqual([]);
  }
});
