import { ROLES } from '../../common/index.js';
import type { Role } from '../../common/index.js';

/** The roles that somebody of a role may give and take, and whose holders they may manage. */
const MANAGED_BY: Readonly<Record<Role, readonly Role[]>> = {
  owner: ROLES,
  admin: ['admin', 'doctor', 'receptionist'],
  doctor: [],
  receptionist: [],
};

/** Whether somebody of the first role may make people of the second one, and manage them. */
export function mayManage(manager: Role, role: Role): boolean {
  return MANAGED_BY[manager].includes(role);
}
