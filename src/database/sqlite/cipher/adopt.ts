import { encryptFile, openHandle } from './open-handle.js';
import type { FileKey } from './open-handle.js';

/**
 * Has a file that was made earlier, perhaps before its owner's key was changed, or made at all, encrypted with the present
 * one. A file that opens with none of them is left as it is: whoever examines it will say so.
 * @param keys of the owner, the present one first; none: nothing is done.
 */
export function adopt(path: string, keys: readonly FileKey[]): void {
  const [present, ...older] = keys;
  if (present === undefined || opens(path, present)) return;
  const former = [undefined, ...older];
  const index = former.findIndex((key) => opens(path, key));
  if (index >= 0) encryptFile(path, present, former[index]);
}

function opens(path: string, key: FileKey | undefined): boolean {
  const database = openHandle(path, key, { readonly: true, fileMustExist: true });
  try {
    database.pragma('application_id');
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return true;
  } catch {
    return false;
  } finally {
    database.close();
  }
}
