import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { LEAST_FREE_BYTES, storageProblem } from './storage-readiness.js';
import type { FileSystem } from './storage-readiness.js';

const failing = (code: string): FileSystem => ({
  access: () => Promise.reject(Object.assign(new Error('/srv/clinic'), { code })),
  statfs: () => Promise.reject(new Error('not asked')),
});
const withFree = (bytes: number): FileSystem => ({
  access: () => Promise.resolve(),
  statfs: () => Promise.resolve({ bavail: bytes / 4096, bsize: 4096 }),
});

describe('storageProblem', () => {
  it('is none with a folder that can be written and has room', async () => {
    expect(await storageProblem(tmpdir())).toBeUndefined();
    expect(await storageProblem('/srv', withFree(LEAST_FREE_BYTES))).toBeUndefined();
  });

  it('names a folder that is not there', async () => {
    expect(await storageProblem(join(tmpdir(), 'medadmin-not-there'))).toBe('missing');
  });

  it.each([
    ['EROFS', 'read-only'],
    ['EACCES', 'read-only'],
    ['EPERM', 'read-only'],
    ['EIO', 'unreachable'],
  ])('tells %s as %s', async (code, reason) => {
    expect(await storageProblem('/srv', failing(code))).toBe(reason);
  });

  it('names a disk that is nearly full before it is', async () => {
    expect(await storageProblem('/srv', withFree(LEAST_FREE_BYTES - 4096))).toBe('full');
  });
});
