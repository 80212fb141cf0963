/**
 * How often this machine can copy a file durably: new file, flush, rename, flush of the folder. Arguments: file, folder
 * for the copies, number, how many at once. Prints the copies per second.
 */
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

const [source, folder, count, atOnce] = process.argv.slice(2);
const content = await readFile(source);
await mkdir(folder, { recursive: true });
let next = 0;

async function sync(path) {
  const handle = await open(path, 'r');
  await handle.sync();
  await handle.close();
}

async function copy(number) {
  const draft = join(folder, `draft-${number}`);
  const handle = await open(draft, 'wx', 0o600);
  await handle.writeFile(content);
  await handle.sync();
  await handle.close();
  await rename(draft, join(folder, `copy-${number}`));
  await sync(folder);
}

async function worker() {
  while (next < Number(count)) await copy((next += 1));
}

const startedMs = performance.now();
await Promise.all(Array.from({ length: Number(atOnce) }, worker));
process.stdout.write(String(Number(count) / ((performance.now() - startedMs) / 1000)));
