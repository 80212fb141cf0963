import { IsOptional, ValidateIf } from 'class-validator';

/** Whether a field may be left out, and whether it may be null. */
export interface Presence {
  /** May be left out. */
  readonly optional?: boolean;
  /** May be null. */
  readonly nullable?: boolean;
}

/** class-validator's own IsOptional lets null through as well; that is right only for nullable fields. */
export function presence({ optional = false, nullable = false }: Presence): PropertyDecorator[] {
  if (optional && nullable) return [IsOptional()];
  if (optional) return [ValidateIf((_object: unknown, value: unknown) => value !== undefined)];
  if (nullable) return [ValidateIf((_object: unknown, value: unknown) => value !== null)];
  return [];
}
