/** @engine sqlite: a process that writes to files is killed. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { registerCompany } from '../support/api-client.js';
import { BuiltServer } from '../support/built-server.js';
import { openFile } from '../support/test-engine.js';

/** `KILL_ROUNDS=200 npm test -- test/e2e/kill.spec.ts` for the long run. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 20);
const WRITERS = 16;

/** Posts doctors until the server is gone. @returns the names whose creation was answered 201. */
async function write(api: ApiClient, prefix: string): Promise<string[]> {
  const acknowledged: string[] = [];
  for (let index = 0; ; index += 1) {
    const lastName = `${prefix}-${index}`;
    const body = { firstName: 'W', lastName, email: null, phone: null, specialty: 'X', licenseNumber: null };
    const answer = await api.post('/api/doctors', body).catch(() => undefined);
    if (answer === undefined) return acknowledged;
    if (answer.status === 201) acknowledged.push(lastName);
  }
}

describe('kill -9 under write load', () => {
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
    `loses no acknowledged row in ${ROUNDS} rounds, and every file stays whole`,
    async () => {
      server = await BuiltServer.start({ DATA_DIR: dataDir, ACCESS_TOKEN_TTL: '1d' });
      const plan = { planCode: 'enterprise' };
      const clinics = [await registerCompany(server.api, plan), await registerCompany(server.api, plan)];
      const acknowledged = clinics.map(() => [] as string[]);
      for (let round = 0; round < ROUNDS; round += 1) {
        const writers = Array.from({ length: WRITERS }, (_, writer) => {
          const clinic = writer % clinics.length;
          const api = server.api.as(clinics[clinic]?.signedIn.accessToken ?? '');
          return write(api, `r${round}w${writer}`).then((names) => acknowledged[clinic]?.push(...names));
        });
        await sleep(50 + Math.random() * 700);
        await server.kill();
        await Promise.all(writers);
        server = await BuiltServer.start({ DATA_DIR: dataDir, ACCESS_TOKEN_TTL: '1d' });
      }
      await server.kill();
      expect(acknowledged.flat().length).toBeGreaterThan(ROUNDS * WRITERS);
      for (const [index, clinic] of clinics.entries()) {
        const name = `tenant_${clinic.signedIn.company.slug.replaceAll('-', '_')}.sqlite3`;
        const file = openFile(join(dataDir, 'tenant_databases', name));
        const kept = new Set(file.prepare('SELECT last_name FROM doctors_doctor').pluck().all());
        expect(acknowledged[index]?.filter((lastName) => !kept.has(lastName))).toEqual([]);
        expect(file.pragma('integrity_check', { simple: true })).toBe('ok');
        file.close();
      }
      expect(
        (await readdir(join(dataDir, 'tenant_databases/.work'))).filter((file) => !file.startsWith('template_')),
      ).toEqual([]);
    },
    60_000 + ROUNDS * 5_000,
  );
});
