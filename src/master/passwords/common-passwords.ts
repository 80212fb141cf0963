/** The most common passwords of public leaks, in the order of how often they were found, as zxcvbn ranks them. */
const COUNTED = 10_000;

let known: ReadonlySet<string> | undefined;

/** Whether it is one of the 10,000 passwords that are tried first, in upper or lower case. */
export async function isCommonPassword(password: string): Promise<boolean> {
  known ??= await load();
  return known.has(password.toLowerCase());
}

/** Loaded when somebody sets a password for the first time, not at start. */
async function load(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common'].slice(0, COUNTED).map(String));
}
