const KNOWN = new Map<unknown, Map<string, readonly string[]>>();

/**
 * Says which values a column of an entity may have. DTOs hold what comes over the API to them; this is for rows that come
 * from elsewhere, such as an export that somebody has changed.
 */
export function AllowedValues(values: readonly string[]): PropertyDecorator {
  return (prototype, property) => {
    const columns = KNOWN.get(prototype.constructor) ?? new Map<string, readonly string[]>();
    KNOWN.set(prototype.constructor, columns.set(String(property), values));
  };
}

/** Allowed values by property, for those of an entity's columns that have some. */
export function allowedValuesOf(entity: unknown): ReadonlyMap<string, readonly string[]> {
  return KNOWN.get(entity) ?? new Map<string, readonly string[]>();
}
