/** @instances one: counts what is open in one process. */
import { readdirSync, readlinkSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { TenantPool } from '../../src/tenancy/index.js';
import { OpenPlaces } from '../../src/tenancy/open-places.js';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { addDoctor } from '../support/clinic.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { TEST_ENGINE } from '../support/test-engine.js';

// On PostgreSQL each of these openings is a new connection to the server.
const [COMPANIES, REQUESTS_EACH] = TEST_ENGINE === 'sqlite' ? [200, 50] : [40, 15];
const OPEN_AT_ONCE = 5;
const CLIENTS = 40;
const FEW = 30;

interface Clinic {
  readonly api: ApiClient;
  readonly mark: string;
}

/** File descriptors of this process on files below a folder. */
function descriptorsOn(folder: string): number {
  const targets = readdirSync('/proc/self/fd').map((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`);
    } catch {
      return '';
    }
  });
  return targets.filter((target) => target.startsWith(folder)).length;
}

describe('many companies through five open databases', () => {
  let running: RunningApp;
  const clinics: Clinic[] = [];

  beforeAll(async () => {
    running = await startApp({ MAX_OPEN_TENANTS: String(OPEN_AT_ONCE) });
    for (let index = 0; index < COMPANIES; index += 1) {
      const { api } = await registerCompany(running.api);
      const mark = `mark-${index}-of-its-own`;
      await addDoctor(api, { lastName: mark });
      clinics.push({ api, mark });
    }
  }, 240_000);
  afterAll(() => running.stop());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** Sends interleaved requests of many companies. @returns what was answered wrongly, and the most that was open. */
  async function interleaved(companies: number, requestsEach: number): Promise<{ wrong: string[]; mostOpen: number }> {
    // Every company's requests are spread over the whole run, so that each finds its database closed again and again.
    const requests = Array.from({ length: companies * requestsEach }, (_, index) => clinics[(index * 7) % companies]!);
    const wrong: string[] = [];
    let mostOpen = 0;
    const client = async (): Promise<void> => {
      for (let clinic = requests.pop(); clinic; clinic = requests.pop()) {
        const answer = await clinic.api.get<{ items: { lastName: string }[]; total: number }>('/api/doctors');
        mostOpen = Math.max(mostOpen, running.app.get(TenantPool).openCount);
        const names = answer.status === 200 ? answer.body.items.map((doctor) => doctor.lastName) : [];
        if (names.length !== 1 || names[0] !== clinic.mark)
          wrong.push(`${clinic.mark}: ${answer.status} ${names.join()}`);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    return { wrong, mostOpen };
  }

  it('answers interleaved requests with nobody else’s row and no error', async () => {
    const { wrong, mostOpen } = await interleaved(COMPANIES, REQUESTS_EACH);
    expect(wrong).toEqual([]);
    expect(mostOpen).toBeLessThanOrEqual(OPEN_AT_ONCE);
    expect(descriptorsOn(`${running.dataDir}/tenant_databases`)).toBeLessThanOrEqual(OPEN_AT_ONCE * 5);
  }, 240_000);

  it('would have more open at once if nobody counted (control)', async () => {
    jest.spyOn(OpenPlaces.prototype, 'take').mockImplementation(function (this: OpenPlaces) {
      (this as unknown as { change(by: number): void }).change(1);
      return true;
    });
    expect((await interleaved(FEW, 2)).mostOpen).toBeGreaterThan(OPEN_AT_ONCE);
  });
});

describe('the same with the naive arrangement: a current tenant in a variable', () => {
  it('mixes companies up, so the test above can fail', async () => {
    let current = '';
    const answers = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        current = `company-${index}`;
        await new Promise((resolve) => setImmediate(resolve));
        return current === `company-${index}`;
      }),
    );
    expect(answers.filter((isRight) => !isRight).length).toBeGreaterThan(0);
  });
});
