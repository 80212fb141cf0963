export interface SensitiveOptions {
  /** It is looked for by its whole value, in whatever case. */
  readonly isSought?: boolean;
  /** Most characters; the column itself holds longer ciphertext. */
  readonly maxLength?: number;
}

const KNOWN = new Map<unknown, Map<string, SensitiveOptions>>();

/**
 * Says that a column of text, which may be of any length, is kept encrypted in companies' databases when the installation
 * has a key. Whoever reads and writes entities notices nothing. It cannot be unique, and conditions on it are put by
 * `whereSame` and by the search of `findPage` only: what the database has is never the same twice.
 */
export function Sensitive(options: SensitiveOptions = {}): PropertyDecorator {
  return (prototype, property) => {
    const columns = KNOWN.get(prototype.constructor) ?? new Map<string, SensitiveOptions>();
    KNOWN.set(prototype.constructor, columns.set(String(property), options));
  };
}

/** What is said of an entity's sensitive columns, by property. */
export function sensitiveColumnsOf(entity: unknown): ReadonlyMap<string, SensitiveOptions> {
  return KNOWN.get(entity) ?? new Map<string, SensitiveOptions>();
}
