import { rename } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ReadinessState } from '../../../src/http/index.js';
import { startApp } from '../../support/start-app.js';
import type { RunningApp } from '../../support/start-app.js';

describe('health', () => {
  let running: RunningApp;
  beforeEach(async () => {
    running = await startApp();
  });
  afterEach(() => running.stop());
  const ready = () => running.api.get('/health/ready');

  it('is well after the start, and asks nobody to sign in', async () => {
    const live = await running.api.get('/health/live');
    expect([live.status, live.body]).toEqual([200, { status: 'alive' }]);
    const { status, body } = await ready();
    expect([status, body]).toEqual([200, { status: 'ready', checks: { process: 'ok', master: 'ok', storage: 'ok' } }]);
  });

  it('says that the process is stopping, and that it still lives', async () => {
    running.app.get(ReadinessState).stop();
    const { status, body } = await ready();
    expect([status, body]).toEqual([
      503,
      { status: 'not-ready', checks: { process: 'stopping', master: 'ok', storage: 'ok' } },
    ]);
    expect((await running.api.get('/health/live')).status).toBe(200);
  });

  it('says that the master database cannot be read', async () => {
    const master = running.app.get(DataSource);
    const original = master.query.bind(master);
    master.query = () => Promise.reject(new Error('disk I/O error at /srv/db.sqlite3'));
    const { status, body, text } = await ready();
    expect([status, body]).toEqual([
      503,
      { status: 'not-ready', checks: { process: 'ok', master: 'unreadable', storage: 'ok' } },
    ]);
    expect(text).not.toContain('/srv');
    master.query = original;
    expect((await ready()).status).toBe(200);
  });

  it('says that the master database waits for migrations', async () => {
    const master = running.app.get(DataSource);
    const original = master.query.bind(master);
    master.query = () => Promise.resolve([] as never);
    const { status, body } = await ready();
    master.query = original;
    expect([status, body.checks]).toEqual([503, { process: 'ok', master: 'behind', storage: 'ok' }]);
  });

  it('says that the data folder is gone, without its path', async () => {
    const { dataDir } = running;
    await rename(dataDir, `${dataDir}-elsewhere`);
    const { status, body, text } = await ready();
    await rename(`${dataDir}-elsewhere`, dataDir);
    expect([status, body.checks]).toEqual([503, { process: 'ok', master: 'ok', storage: 'missing' }]);
    expect(text).not.toContain(dataDir);
    expect((await ready()).status).toBe(200);
  });
});
