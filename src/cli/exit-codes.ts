/** What the exit code says; 78 is EX_CONFIG of sysexits.h. */
export const EXIT_CODES = { ok: 0, failed: 1, usage: 2, settings: 78 } as const;
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
