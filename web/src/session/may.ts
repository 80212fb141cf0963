import type { Role } from './me.js';

const MANAGERS: readonly Role[] = ['owner', 'admin'];

/** What roles may do; docs/access.md says the same of the routes. The server decides, pages only do not offer it. */
const RIGHTS = {
  manageDoctors: MANAGERS,
  deletePatients: MANAGERS,
  importFiles: MANAGERS,
  exportLists: MANAGERS,
  manageCompany: MANAGERS,
  previewPlan: MANAGERS,
  changePlan: ['owner'],
} as const satisfies Record<string, readonly Role[]>;

export function may(role: Role | null, right: keyof typeof RIGHTS): boolean {
  return role !== null && (RIGHTS[right] as readonly Role[]).includes(role);
}
