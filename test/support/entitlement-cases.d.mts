import type { AccessReason, EntitlementFacts } from '../../src/subscription/entitlement.js';

export declare function entitlementCases(
  end: number,
): [name: string, facts: EntitlementFacts, before: AccessReason, after: AccessReason][];
