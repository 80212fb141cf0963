/** @engine postgres: the server is stopped and comes back. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { addDoctor } from '../support/clinic.js';
import { ServerGate } from '../support/server-gate.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { engineSettings } from '../support/test-engine.js';

const RECOVERY_MS = 5_000;
const STOPPED_MS = Number(process.env.STOPPED_MS ?? 2_000);

describe('a database server that is stopped', () => {
  let running: RunningApp;
  let gate: ServerGate;
  let clinic: ApiClient;

  beforeEach(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'medadmin-'));
    const settings = engineSettings(dataDir);
    gate = await new ServerGate(Number(new URL(settings.POSTGRES_ADMIN_URL ?? '').port)).open();
    const through = Object.entries(settings).map(([name, value]) => [name, throughGate(value)]);
    running = await startApp({ DATA_DIR: dataDir, ...(Object.fromEntries(through) as Record<string, string>) });
    ({ api: clinic } = await registerCompany(running.api));
    await addDoctor(clinic);
  });
  afterEach(async () => {
    await running.stop();
    await gate.close();
  });

  function throughGate(value: string): string {
    if (!URL.canParse(value)) return value;
    const url = new URL(value);
    url.port = String(gate.port);
    return url.href;
  }

  const statusOf = async (path: string): Promise<number> => (await running.api.get(path)).status;

  it('makes the program not ready, but leaves it alive; everything works again when it is back, without a restart', async () => {
    expect(await statusOf('/health/ready')).toBe(200);
    await gate.close();
    const end = performance.now() + STOPPED_MS;
    while (performance.now() < end) {
      expect(await statusOf('/health/live')).toBe(200);
      const answer = await clinic.get<{ code: string }>('/api/doctors');
      expect(answer.status).toBe(503);
      expect(['unavailable', 'tenant-unavailable']).toContain(answer.body.code);
      expect(answer.headers.get('retry-after')).not.toBeNull();
      await sleep(100);
    }
    // Answers about readiness are shared for a moment.
    expect(await statusOf('/health/ready')).toBe(503);

    await gate.open();
    const back = performance.now();
    while ((await clinic.get('/api/doctors')).status !== 200) {
      expect(performance.now() - back).toBeLessThan(RECOVERY_MS);
      await sleep(20);
    }
    expect((await clinic.get('/api/doctors')).body).toMatchObject({ total: 1 });
    await addDoctor(clinic);
    while ((await statusOf('/health/ready')) !== 200) {
      expect(performance.now() - back).toBeLessThan(RECOVERY_MS);
      await sleep(50);
    }
  });

  it('answers who is under way with 503, never with a success that did not happen', async () => {
    const outcomes: number[] = [];
    let isDone = false;
    const writing = (async () => {
      while (!isDone) {
        const answer = await clinic.post('/api/patients', { firstName: 'Rosa', lastName: 'Haddad' });
        outcomes.push(answer.status);
      }
    })();
    for (let round = 0; round < 3; round += 1) {
      await sleep(100);
      await gate.close();
      await sleep(50);
      await gate.open();
    }
    await sleep(100);
    isDone = true;
    await writing;
    expect(new Set(outcomes)).toEqual(new Set([201, 503]));
    const { total } = (await clinic.get<{ total: number }>('/api/patients')).body;
    const told = outcomes.filter((status) => status === 201).length;
    // One whose answer was lost at its commit may be there: nobody was told that it is.
    expect(total).toBeGreaterThanOrEqual(told);
    expect(total).toBeLessThanOrEqual(told + 3);
  });
});
