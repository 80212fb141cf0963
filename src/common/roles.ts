import { namedValues } from './openapi-names.js';

/** What a person may be in a company. */
export const ROLES = namedValues('Role', ['owner', 'admin', 'doctor', 'receptionist']);
export type Role = (typeof ROLES)[number];

/*
 * Groups of roles, for handlers to name in `@Roles()`. docs/access.md is the table of what every role may call, written
 * from the handlers and held to them by a test.
 */
export const OWNER = ['owner'] as const satisfies readonly Role[];
export const MANAGERS = ['owner', 'admin'] as const satisfies readonly Role[];
export const STAFF = ROLES;
