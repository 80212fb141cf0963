import { ROLES } from '../../common/index.js';
import type { Role } from '../../common/index.js';
import type { Settings } from '../../config/index.js';

/** What decides whether somebody must have a second factor. */
export interface RequiredOf {
  readonly isSuperuser: boolean;
  readonly role: Role | null;
  /** As the company's row has them. */
  readonly secondFactorRoles: string | null;
}

/** Superusers must when the settings say so, people of a company when it asks it of their role. */
export function isSecondFactorRequired(
  { isSuperuser, role, secondFactorRoles }: RequiredOf,
  { superuserSecondFactor }: Settings,
): boolean {
  if (isSuperuser) return superuserSecondFactor;
  return role !== null && requiredRoles(secondFactorRoles).includes(role);
}

/** Roles of a company's row, in the order of ROLES. */
export function requiredRoles(secondFactorRoles: string | null): Role[] {
  const names = secondFactorRoles?.split(',') ?? [];
  return ROLES.filter((role) => names.includes(role));
}
