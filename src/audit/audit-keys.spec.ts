import { describe, expect, it } from '@jest/globals';
import { AuditKeys } from './audit-keys.js';

const ROOT = Buffer.alloc(32, 'r');
const CHANGES = { notes: [null, 'Allergic'] } as const;

describe('the keys of an audit log', () => {
  const keys = new AuditKeys(ROOT, 1);
  const encrypted = keys.protect(CHANGES, 'encrypt').encrypted as string;
  const flipped = (at: number): string => {
    const bytes = Buffer.from(encrypted, 'base64url');
    bytes[at]! ^= 1;
    return bytes.toString('base64url');
  };

  it('reveal what they protected', () => {
    expect(keys.reveal(encrypted)).toEqual(CHANGES);
    expect(encrypted).not.toBe(keys.protect(CHANGES, 'encrypt').encrypted);
  });

  it.each([
    ['a changed nonce', () => keys.reveal(flipped(0))],
    ['a changed text', () => keys.reveal(flipped(20))],
    ['a changed tag', () => keys.reveal(flipped(Buffer.from(encrypted, 'base64url').length - 1))],
    ['a text that was cut', () => keys.reveal(encrypted.slice(0, 12))],
    ['nothing', () => keys.reveal('')],
    ['a number', () => keys.reveal(5 as never)],
    ['what another company was told', () => new AuditKeys(ROOT, 2).reveal(encrypted)],
    ['what another installation was told', () => new AuditKeys(Buffer.alloc(32, 's'), 1).reveal(encrypted)],
  ])('do not reveal %s', (_what, reveal) => {
    expect(reveal()).toBeUndefined();
  });
});
