import type { Schemas } from '../api/index.js';

/** The support access under which a superuser works in a clinic, in this tab alone. */
export interface Visit {
  /** Number of the support access. */
  readonly id: number;
  readonly companyId: number;
}

export type SupportAccess = Schemas['SupportAccess'];

/** Survives loading the page again; holds two numbers, and nothing that lets anybody in. */
const KEY = 'medadmin.visit';
let current: Visit | undefined = stored();

export function currentVisit(): Visit | undefined {
  return current;
}

/** @param visit undefined: it is over. */
export function keepVisit(visit: Visit | undefined): void {
  current = visit;
  try {
    if (visit === undefined) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(visit));
  } catch {
    // Storage may be forbidden: then it lasts until the page is loaded again.
  }
}

function stored(): Visit | undefined {
  try {
    const { id, companyId } = JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<Visit>;
    return Number.isInteger(id) && Number.isInteger(companyId) ? { id: id!, companyId: companyId! } : undefined;
  } catch {
    return undefined;
  }
}
