import type { ModelPlan } from '../model-plan.js';
import type { Registration } from '../registrations.js';

export const pageSources = (_plan: ModelPlan): Record<string, string> => ({});
export const PAGE_REGISTRATIONS: Readonly<Record<string, Registration>> = {};
