import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import type * as Argon2 from '@node-rs/argon2';
import pLimit from 'p-limit';

/** OWASP's argon2id parameters: 19 MiB, 2 passes, 1 lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hash of a password that nobody has; checked for unknown users so that they take as long as known ones. */
const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$UNijP6h4/I9Dite139zzJg$NMFRm4gpDZYr9NtfPJkNLGeLRz/YN2T1M3JaE8WYftA';

/** Hashing of passwords, at most as many at once as there are cores: each takes 19 MiB and a thread of the pool. */
@Injectable()
export class Passwords {
  private readonly limit = pLimit(availableParallelism());

  /** @returns a PHC string. */
  hash(password: string): Promise<string> {
    return this.limit(async () => (await argon2()).hash(password, PARAMETERS));
  }

  /** Whether the password is the hashed one; false, after the same work, when there is no hash. */
  async verify(password: string, hash: string | undefined): Promise<boolean> {
    const isRight = await this.limit(async () => (await argon2()).verify(hash ?? NOBODYS_HASH, password));
    return isRight && hash !== undefined;
  }
}

/** Loaded at the first use: the native library is not needed to answer the first request. */
function argon2(): Promise<typeof Argon2> {
  return import('@node-rs/argon2');
}
