import { Injectable } from '@nestjs/common';

/** Encrypts with the present key of the installation what is encrypted with the one before. @returns how many things. */
export type RotateKey = () => Promise<number>;

/**
 * Who keeps anything encrypted with TENANT_ENCRYPTION_KEY. Whoever does registers how it gets the present key, while the
 * program is put together; it must be harmless to be called again, and to be killed at any moment.
 */
@Injectable()
export class KeyRotation {
  private readonly keepers = new Map<string, RotateKey>();

  /** @param what plural of the things, as `rotate-keys` names them: `keys of databases`. */
  register(what: string, rotate: RotateKey): void {
    this.keepers.set(what, rotate);
  }

  /** All that are registered, in the order in which they were. */
  list(): readonly (readonly [what: string, rotate: RotateKey])[] {
    return [...this.keepers];
  }
}
