import { createHash, randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { RecoveryCode } from '../entities/index.js';

const CODES = 10;
/** Crockford's: without the letters that look like digits, and without U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CHARACTERS = 24;
const GROUP = 6;

/** New codes, in place of all that the user had. This is the only time that they can be read. */
export async function makeRecoveryCodes(transaction: EntityManager, userId: number): Promise<string[]> {
  const codes = Array.from({ length: CODES }, newCode);
  await transaction.delete(RecoveryCode, { userId });
  await transaction.insert(
    RecoveryCode,
    codes.map((code) => ({ codeHash: recoveryCodeHash(userId, code), userId, usedAt: null })),
  );
  return codes;
}

/** However it is written: in lower case, with O for 0, with or without dashes. */
export function recoveryCodeHash(userId: number, code: string): string {
  const plain = code.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return createHash('sha256').update(`${userId} ${plain}`).digest('hex');
}

/** 120 random bits, as `XXXXXX-XXXXXX-XXXXXX-XXXXXX`. */
function newCode(): string {
  const characters = [...randomBytes(CHARACTERS)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return characters.match(new RegExp(`.{${GROUP}}`, 'g'))!.join('-');
}
