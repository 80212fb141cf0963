import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Operations } from '../../src/fleet/index.js';
import { addSuperuser } from '../support/colleagues.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';

interface Operation {
  kind: string;
  state: string;
  companySlug: string | null;
  error: { code: string } | null;
}

describe('GET /api/admin/operations', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp();
    const operations = running.app.get(Operations);
    const company = { companyId: 1, slug: 'city-hospital' };
    await operations.run({ kind: 'backup', company, actor: 'schedule' }, () => Promise.resolve());
    const failing = { kind: 'restore', company, actor: 'user:1' } as const;
    await operations.run(failing, () => Promise.reject(new Error('x'))).catch(() => undefined);
    await operations.run({ kind: 'backup', company: null, actor: 'command' }, () => Promise.resolve());
  });
  afterAll(() => running.stop());

  it('lists what was done, the newest first, by kind, state, company and page', async () => {
    const api = await addSuperuser(running.app, running.api);
    const list = async (query: string): Promise<Operation[]> => {
      const answer = await api.get<{ items: Operation[]; total: number }>(`/api/admin/operations${query}`);
      expect(answer.status).toBe(200);
      return answer.body.items;
    };
    const kinds = (operations: Operation[]): string[] => operations.map(({ kind, state }) => `${kind} ${state}`);
    expect(kinds(await list(''))).toEqual(['backup done', 'restore failed', 'backup done']);
    expect(kinds(await list('?sort=startedAt&pageSize=2&page=2'))).toEqual(['backup done']);
    expect(kinds(await list('?kind=restore'))).toEqual(['restore failed']);
    expect((await list('?state=failed'))[0]?.error).toEqual({ code: 'internal-error', detail: 'Error' });
    expect(await list('?companyId=1')).toHaveLength(2);
    expect((await list('?state=done'))[0]?.companySlug).toBeNull();
    for (const query of ['?kind=x', '?state=x', '?companyId=0', '?sort=detail'])
      expect((await api.get(`/api/admin/operations${query}`)).status).toBe(400);
  });
});
