import { readFileSync, statSync } from 'node:fs';

const OTHERS_MAY_READ = 0o004;
/** Where container engines put secrets, readable for all of the container, which is one program. */
const OF_CONTAINERS = '/run/secrets/';

/**
 * What a secret's file holds, without the line's end.
 * @throws RangeError when it cannot be read, is empty, or others may read it.
 */
export function readSecretFile(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch {
    throw new RangeError('names a file that cannot be read');
  }
  if (text === '') throw new RangeError('names a file that is empty');
  const isOpen = process.platform !== 'win32' && (statSync(path).mode & OTHERS_MAY_READ) !== 0;
  if (isOpen && !path.startsWith(OF_CONTAINERS)) throw new RangeError('names a file that others may read');
  return text;
}
