import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import type * as Argon2 from '@node-rs/argon2';
import pLimit from 'p-limit';
import { PasswordsBusyError } from './passwords.errors.js';

/** OWASP's argon2id parameters: 19 MiB, 2 passes, 1 lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const PREFIX = '$argon2id$v=19$m=19456,t=2,p=1$';

/** Hash of a password that nobody has; checked for unknown users so that they take as long as known ones. */
const NOBODYS_HASH = `${PREFIX}UNijP6h4/I9Dite139zzJg$NMFRm4gpDZYr9NtfPJkNLGeLRz/YN2T1M3JaE8WYftA`;

/** Hashing runs in Node's pool of four threads; two stay free for the files of the databases. */
const MOST_AT_ONCE = Math.min(availableParallelism(), 2);

/** Those that wait at most; at a hundred hashes per second and core the last one waits for five to ten seconds. */
const MOST_WAITING = 1000;

/** Hashing of passwords: few at once, because each takes 19 MiB and a core, and a flood of them is turned away. */
@Injectable()
export class Passwords {
  private readonly limit = pLimit(MOST_AT_ONCE);

  /** @returns a PHC string. @throws PasswordsBusyError. */
  hash(password: string): Promise<string> {
    return this.inTurn(async () => (await argon2()).hash(normalized(password), PARAMETERS));
  }

  /**
   * Whether the password is the hashed one; false, after the same work, when there is no hash.
   * @throws PasswordsBusyError.
   */
  async verify(password: string, hash: string | undefined): Promise<boolean> {
    const isRight = await this.inTurn(() => matches(password, hash ?? NOBODYS_HASH));
    return isRight && hash !== undefined;
  }

  /** Whether a hash was made with other parameters than new ones are, so that it should be made anew. */
  isOutdated(hash: string): boolean {
    return !hash.startsWith(PREFIX);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.limit.pendingCount >= MOST_WAITING) return Promise.reject(new PasswordsBusyError());
    return this.limit(work);
  }
}

/** Hashes of the first releases are of passwords as they were typed; what was asked decides on the work, not who. */
async function matches(password: string, hash: string): Promise<boolean> {
  const { verify } = await argon2();
  const isRight = await verify(hash, normalized(password));
  return isRight || (normalized(password) !== password && (await verify(hash, password)));
}

/** The same characters, typed on another keyboard or system, are the same password (NIST SP 800-63B-4, 3.1.1.2). */
function normalized(password: string): string {
  return password.normalize('NFKC');
}

/** Loaded at the first use: the native library is not needed to answer the first request. */
function argon2(): Promise<typeof Argon2> {
  return import('@node-rs/argon2');
}
