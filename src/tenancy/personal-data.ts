import type { ObjectLiteral } from 'typeorm';

/**
 * What a column says about people, and so what a clone without people has in its place.
 * `keep`: nothing, such as numbers that link rows, states and kinds. `given-name`, `family-name`, `email`, `phone`: made up.
 * `number`: one that somebody else gave out, made up, different in every row. `birthday`: another day of the year before.
 * `instant`: all moved by the same number of weeks. `text`: free text, left out.
 */
export type PersonalKind =
  'keep' | 'given-name' | 'family-name' | 'email' | 'phone' | 'number' | 'birthday' | 'instant' | 'text';

/** What the columns of one entity say about people, by property; null: a clone without people has none of its rows. */
export interface PersonalData {
  readonly entity: new () => ObjectLiteral;
  readonly columns: Readonly<Record<string, PersonalKind>> | null;
}

/** Says of every column of an entity what it says about people; one that is left out does not compile. */
export function personalData<Entity extends object>(
  entity: new () => Entity,
  columns: Readonly<Record<keyof Entity & string, PersonalKind>> | null,
): PersonalData {
  return { entity, columns };
}
