import { createSecretKey } from 'node:crypto';
import { inspect } from 'node:util';

/** What is shown in its place. */
const HIDDEN = '(secret)';

/**
 * A secret of the settings, kept outside of the memory that JavaScript's objects are in: as long as nobody asks for it, no heap
 * snapshot has it, and whoever prints the settings prints nothing of it.
 */
export class Secret {
  readonly #key;

  constructor(text: string) {
    const bytes = Buffer.from(text, 'utf8');
    this.#key = createSecretKey(bytes);
    bytes.fill(0);
  }

  /** What it is made of; not to be kept. */
  bytes(encoding: 'utf8' | 'base64' = 'utf8'): Buffer {
    const bytes = this.#key.export();
    return encoding === 'utf8' ? bytes : Buffer.from(bytes.toString('latin1'), encoding);
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}

/** For settings that are secrets. */
export function parseSecret(text: string): Secret {
  return new Secret(text);
}
