import { describe, expect, it, jest } from '@jest/globals';
import type { DataSource, EntityManager } from 'typeorm';
import type { DatabaseEngine } from '../database-engine.js';
import type { DatabaseKeys } from '../keys/database-keys.js';
import { ServerEngines } from './server-engines.js';

describe('ServerEngines', () => {
  it('asks the home of a company there, also while another server cannot be made for want of its address', async () => {
    const home = { kind: 'sqlite', useMaster: jest.fn() } as unknown as DatabaseEngine;
    let refuse = (_error: Error): void => undefined;
    const engines = new ServerEngines(home, () => new Promise((_resolve, reject) => (refuse = reject)));
    engines.useMaster({ driver: { createParameter: () => '?' } } as unknown as DataSource, {} as DatabaseKeys);
    const other = engines.at({ server: 'b', urlSetting: 'DATABASE_SERVER_B_URL' });
    const asked = engines.like({ dataSource: { options: { type: 'better-sqlite3' } } } as unknown as EntityManager);
    refuse(new Error('no address'));
    await expect(other).rejects.toThrow('no address');
    expect(await asked).toBe(home);
    expect(await engines.inUse()).toEqual([home]);
  });
});
