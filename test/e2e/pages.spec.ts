/** @engine none: serves files. */
import { gunzipSync, brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { raw } from '../support/pages.js';
import type { RawAnswer } from '../support/pages.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';

const SCRIPT = /<script type="module"[^>]* src="(\/assets\/[^"]+)"/;

describe('the pages, as they are served', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await startApp();
  });
  afterAll(() => running.stop());

  const get = (path: string, headers: Record<string, string> = {}): Promise<RawAnswer> =>
    raw(running.url + path, headers);
  const scriptPath = async (): Promise<string> => SCRIPT.exec((await get('/')).body.toString())?.[1] ?? 'none';

  it.each([
    '/',
    '/login',
    '/login/',
    '/subscription/plans/',
    '/patients/17/',
    '/settings/people/',
    '/admin/companies/1/',
  ])('are one document at %s, which is asked for again each time', async (path) => {
    const { status, headers, body } = await get(path);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-cache');
    expect(body.toString()).toContain('<div id="root">');
  });

  it.each([
    '/api/dashboard',
    '/api/',
    '/API/login/',
    '/unknown/',
    '/login.html',
    '/assets/none.js',
    '/assets/..%2findex.html',
    '/dashboard/../../package.json',
  ])('are not at %s', async (path) => {
    const { status, headers, body } = await get(path);
    expect(status).toBe(404);
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(body.toString())).toMatchObject({ code: 'not-found' });
    for (const header of ['content-encoding']) expect(headers).not.toHaveProperty(header);
  });

  it('may load nothing but this server’s files; styles that are added later need a number nobody can know', async () => {
    const nonces = new Set<string>();
    for (const path of ['/', '/login/', '/login/']) {
      const { headers, body } = await get(path);
      const policy = String(headers['content-security-policy']);
      const nonce = /style-src 'self' 'nonce-([\w+/=]{24})'/.exec(policy)?.[1] ?? '';
      nonces.add(nonce);
      expect(policy).toContain("default-src 'none'; script-src 'self';");
      expect(policy).not.toMatch(/unsafe|\*|http/);
      expect(body.toString()).toContain(`property="csp-nonce" nonce="${nonce}"`);
      expect(body.toString()).not.toMatch(/NONCE_OF|<script(?![^>]* src=)|\son\w+=|style=/);
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('no-referrer');
    }
    expect(nonces.size).toBe(3);
  });

  it('have files that are kept for ever, as their names change with them', async () => {
    const path = await scriptPath();
    const { status, headers } = await get(path);
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/javascript/);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers.vary).toContain('Accept-Encoding');
  });

  it('are sent as small as the browser can take them', async () => {
    const path = await scriptPath();
    const plain = await get(path);
    const zipped = await get(path, { 'Accept-Encoding': 'gzip' });
    const packed = await get(path, { 'Accept-Encoding': 'gzip, br' });
    expect([plain, zipped, packed].map(({ headers }) => headers['content-encoding'])).toEqual([
      undefined,
      'gzip',
      'br',
    ]);
    expect(gunzipSync(zipped.body).equals(plain.body)).toBe(true);
    expect(brotliDecompressSync(packed.body).equals(plain.body)).toBe(true);
    expect(packed.body.length).toBeLessThan(zipped.body.length);
  });

  it('need no more than 250 KB of JavaScript, zipped, for the first of them', async () => {
    const html = (await get('/')).body.toString();
    const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map((match) => match[1] ?? '');
    const answers = await Promise.all(files.map((file) => get(file, { 'Accept-Encoding': 'gzip' })));
    const bytes = answers.reduce((sum, { body }) => sum + body.length, 0);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThanOrEqual(250 * 1024);
  });

  it('are only read', async () => {
    const answer = await running.api.post('/login/', {});
    expect(answer.status).toBe(404);
    const head = await fetch(`${running.url}/login/`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
});
