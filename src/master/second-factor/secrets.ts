import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { seal, unseal } from '../../common/index.js';
import { installationKeys, Settings } from '../../config/index.js';
import { UnreadableSecretError } from './second-factor.errors.js';

const PURPOSE = 'second-factor-secrets';
const FINGERPRINT_CHARACTERS = 8;

/**
 * Encrypts the shared secrets of authenticator apps (AES-256-GCM): unlike a password's, a hash would be of no use. Each
 * opens for its own user only, and tells by which key it was encrypted.
 */
@Injectable()
export class SecondFactorSecrets {
  constructor(private readonly settings: Settings) {}

  encrypt(secret: string, userId: number): string {
    const [key] = this.keys();
    return `${fingerprint(key)}.${seal(secret, key, placeOf(userId))}`;
  }

  /** @throws UnreadableSecretError when the key is gone, or the secret is another user's. */
  decrypt(encrypted: string, userId: number): string {
    const [name = '', sealed = ''] = encrypted.split('.');
    const key = this.keys().find((each) => fingerprint(each) === name);
    const secret = key && unseal<string>(sealed, key, placeOf(userId));
    if (secret === undefined) throw new UnreadableSecretError();
    return secret;
  }

  /** Read at each use, which is rare: another process may have made the file. */
  private keys(): readonly [KeyObject, ...KeyObject[]] {
    return installationKeys(this.settings, PURPOSE);
  }
}

const placeOf = (userId: number): string => `master_second_factor.secret ${userId}`;

function fingerprint(key: KeyObject): string {
  return createHash('sha256').update('fingerprint').update(key.export()).digest('hex').slice(0, FINGERPRINT_CHARACTERS);
}
