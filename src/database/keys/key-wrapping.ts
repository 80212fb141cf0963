import { seal, unseal } from '../../common/index.js';
import type { WrappingKey } from '../../config/index.js';
import { DatabaseKeyUnreadableError, EncryptionOffError } from './keys.errors.js';
import type { DatabaseKey } from './database-key.entity.js';

/** Whose key it is, and which. */
export type KeyPlace = Pick<DatabaseKey, 'companyId' | 'number'>;
export type WrappedKey = Pick<DatabaseKey, 'wrappedKey' | 'wrappingKeyId'>;

/** Wraps keys of databases with those of the installation. */
export class KeyWrapping {
  /** @param wrapping the first wraps, all unwrap; none: nothing is encrypted. */
  constructor(private readonly wrapping: readonly WrappingKey[]) {}

  get isOn(): boolean {
    return this.wrapping.length > 0;
  }

  /** Of the key that wraps. @throws EncryptionOffError. */
  get id(): string {
    return this.first.id;
  }

  /** @throws EncryptionOffError. */
  wrap(place: KeyPlace, key: Uint8Array): WrappedKey {
    const { id, key: wrapping } = this.first;
    return { wrappedKey: seal(Buffer.from(key).toString('base64'), wrapping, textOf(place)), wrappingKeyId: id };
  }

  /** @throws DatabaseKeyUnreadableError. */
  unwrap(place: KeyPlace, { wrappedKey, wrappingKeyId }: WrappedKey): Uint8Array {
    const wrapping = this.wrapping.find(({ id }) => id === wrappingKeyId);
    const text = wrapping && unseal<string>(wrappedKey, wrapping.key, textOf(place));
    if (text === undefined) throw new DatabaseKeyUnreadableError(place.companyId);
    return Buffer.from(text, 'base64');
  }

  private get first(): WrappingKey {
    const [first] = this.wrapping;
    if (first === undefined) throw new EncryptionOffError();
    return first;
  }
}

function textOf({ companyId, number }: KeyPlace): string {
  return `database_key|${companyId}|${number}|wrapped_key`;
}
