import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { decryptBytes, encryptBytes } from '../common/index.js';
import type { AuditValues } from '../config/index.js';

/** Longer texts are kept as hashes: a log that repeats them would outgrow the data, and deleting would make no room. */
const LONGEST_VALUE = 500;

/** A value as JSON has it. */
export type Changes = Readonly<Record<string, readonly [from: unknown, to: unknown]>>;

/** The keys of one company's audit log, derived from the installation's by HKDF-SHA-256. */
export class AuditKeys {
  private readonly bound: Buffer;
  // Derived when first used: a company that is only read from needs neither.
  private chainKey: KeyObject | undefined;
  private valuesKey: KeyObject | undefined;

  constructor(
    private readonly root: Buffer,
    private readonly companyId: number,
  ) {
    this.bound = Buffer.from(`company ${companyId}`);
  }

  /** HMAC-SHA-256 in base64url: 43 characters. */
  sign(text: string): string {
    return createHmac('sha256', this.chain).update(text).digest('base64url');
  }

  /** What `detail` tells of changed fields: their names always, their values as the setting says. */
  protect(changes: Changes, how: AuditValues): Readonly<Record<string, unknown>> {
    const fields = Object.keys(changes);
    if (how === 'none') return { fields };
    if (how === 'encrypt') {
      return {
        fields,
        encrypted: encryptBytes(this.values, this.bound, JSON.stringify(this.shortened(changes))).toString('base64url'),
      };
    }
    const hashed = Object.entries(changes).map(([field, [from, to]]) => [field, [this.hash(from), this.hash(to)]]);
    return { fields, hashed: Object.fromEntries(hashed) as unknown };
  }

  /** The changes that `protect` encrypted; undefined when they were tampered with, or are another company's. */
  reveal(encrypted: string): Changes | undefined {
    // Whoever tampered with an entry may have put anything there.
    const text = decryptBytes(this.values, this.bound, Buffer.from(String(encrypted), 'base64url'));
    return text && (JSON.parse(text.toString('utf8')) as Changes);
  }

  private get chain(): KeyObject {
    return (this.chainKey ??= derive(this.root, `medadmin audit chain ${this.companyId}`));
  }

  private get values(): KeyObject {
    return (this.valuesKey ??= derive(this.root, `medadmin audit values ${this.companyId}`));
  }

  /** The same object when nothing is too long, which is the rule: looking costs less than a copy. */
  private shortened(changes: Changes): Changes {
    const all = Object.entries(changes);
    if (!all.some(([, [from, to]]) => isLong(from) || isLong(to))) return changes;
    return Object.fromEntries(all.map(([field, [from, to]]) => [field, [this.short(from), this.short(to)]] as const));
  }

  private short(value: unknown): unknown {
    if (!isLong(value)) return value;
    return `(${value.length} characters, hash ${this.hash(value) ?? ''})`;
  }

  /** Equal values have equal hashes, which nobody without the key can compute; nothing stays nothing. */
  private hash(value: unknown): string | null {
    if (value === null || value === undefined) return null;
    return createHmac('sha256', this.values).update(JSON.stringify(value)).digest('base64url').slice(0, 22);
  }
}

function isLong(value: unknown): value is string {
  return typeof value === 'string' && value.length > LONGEST_VALUE;
}

function derive(root: Buffer, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', root, '', purpose, 32)));
}
