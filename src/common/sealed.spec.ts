import { createSecretKey, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { seal, unseal } from './sealed.js';

const newKey = () => createSecretKey(randomBytes(32));

describe('a sealed value', () => {
  const key = newKey();

  it('is read with its key, and shows nothing of itself', () => {
    const sealed = seal({ refreshToken: 'secret' }, key);
    expect(unseal(sealed, key)).toEqual({ refreshToken: 'secret' });
    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain('secret');
    expect(sealed).toMatch(/^[\w-]+$/);
    expect(seal({ refreshToken: 'secret' }, key)).not.toBe(sealed);
  });

  it('is nothing with another key, and with any byte changed or cut', () => {
    const sealed = seal({ a: 1 }, key);
    expect(unseal(sealed, newKey())).toBeUndefined();
    const bytes = Buffer.from(sealed, 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      expect(unseal(changed.toString('base64url'), key)).toBeUndefined();
      expect(unseal(bytes.subarray(0, at).toString('base64url'), key)).toBeUndefined();
    }
    for (const more of ['=', ' ', '%', '\n']) expect(unseal(sealed + more, key)).toBeUndefined();
    for (const nonsense of ['', 'x', '%%%', 'é'.repeat(99)]) expect(unseal(nonsense, key)).toBeUndefined();
  });
});
