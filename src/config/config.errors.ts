/** What is wrong with one setting. Never holds the value, which may be a secret. */
export interface SettingProblem {
  readonly name: string;
  readonly reason: string;
}

/** One or more settings are wrong; the program must not start. Exit code 78 (EX_CONFIG of sysexits.h). */
export class SettingsError extends Error {
  static readonly EXIT_CODE = 78;

  constructor(readonly problems: readonly SettingProblem[]) {
    super(problems.map(({ name, reason }) => `${name} ${reason}`).join('\n'));
    this.name = 'SettingsError';
  }
}
