/** Of the 49,000 passwords of public leaks that zxcvbn ranks by how often they were found, these are the first. */
const COUNTED = 10_000;
/** Of those as long as a password alone should be, all count. */
const LONG = 15;

let known: ReadonlySet<string> | undefined;

/** Whether it is one of the passwords that are tried first, in upper or lower case. */
export async function isCommonPassword(password: string): Promise<boolean> {
  known ??= await load();
  return known.has(password.toLowerCase());
}

/** Loaded when somebody sets a password for the first time, not at start. */
async function load(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const ranked = dictionary['passwords-common'].map(String);
  return new Set(ranked.filter((password, rank) => rank < COUNTED || password.length >= LONG));
}
