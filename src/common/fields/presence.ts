import { Transform } from 'class-transformer';
import { IsOptional, ValidateIf } from 'class-validator';

/** Whether a field may be left out, and whether it may be null. */
export interface Presence {
  /** May be left out. */
  readonly optional?: boolean;
  /** May be null; an empty or blank string, which is what forms send for it, then becomes null. */
  readonly nullable?: boolean;
}

const blankIsNull = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' && value.trim() === '' ? null : value,
);

/** class-validator's own IsOptional lets null through as well; that is right only for nullable fields. */
export function presence({ optional = false, nullable = false }: Presence): PropertyDecorator[] {
  if (optional && nullable) return [blankIsNull, IsOptional()];
  if (optional) return [ValidateIf((_object: unknown, value: unknown) => value !== undefined)];
  if (nullable) return [blankIsNull, ValidateIf((_object: unknown, value: unknown) => value !== null)];
  return [];
}
