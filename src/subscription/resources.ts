/** What plans limit. */
export const RESOURCES = ['doctors', 'patients', 'users', 'storageBytes'] as const;
export type Resource = (typeof RESOURCES)[number];
