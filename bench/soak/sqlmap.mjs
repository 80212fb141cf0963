import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const { SQLMAP = 'sqlmap', SQLMAP_LEVEL = '5', SQLMAP_RISK = '3' } = process.env;
/** Statuses with which the program refuses what it cannot use: sqlmap would otherwise give up at the first. */
const REFUSALS = '400,401,402,403,404,405,409,413,414,422,429,503';

/**
 * Has sqlmap try one request.
 * @param target `isMarked`: what is to be tried has an asterisk behind it, in the URL or in the body;
 *   where nothing has and no parameters are named, sqlmap tries all that it finds.
 * @param how `folder` for what it writes, `token` to sign in with, `dbms` as sqlmap calls it.
 * @returns whether it found an injection, how many it tried, and statuses other than 200 with their counts.
 * @throws Error when it did not come to a decision.
 */
export async function sqlmap({ url, method, body, parameters, isMarked = false }, { folder, token, dbms }) {
  const args = ['-u', url, '--batch', '--flush-session', '--disable-coloring', '-v', '3', '--timeout=60'];
  args.push(`--output-dir=${join(folder, 'sqlmap')}`, `--dbms=${dbms}`, `--ignore-code=${REFUSALS}`);
  args.push(`--level=${SQLMAP_LEVEL}`, `--risk=${SQLMAP_RISK}`);
  if (!isMarked && parameters.length > 0) args.push('-p', parameters.join());
  if (token !== undefined) args.push(`--header=Authorization: Bearer ${token}`);
  if (body !== undefined) args.push(`--method=${method}`, `--data=${body}`, '--header=Content-Type: application/json');
  const child = spawn(SQLMAP, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`sqlmap ended with ${code}: ${text.slice(-2000)}`);
  const isDecided = /do not appear to be injectable|identified the following injection point/.test(text);
  if (!isDecided) throw new Error(`sqlmap did not come to an end: ${text.slice(-2000)}`);
  return { found: text.includes('identified the following injection point'), ...countsOf(text) };
}

/** How many payloads were sent, and the statuses other than 200 that were answered, as sqlmap tells them. */
function countsOf(text) {
  const statuses = [...text.matchAll(/(\d{3}) \([\w ]+\) - (\d+) times/g)].map(([, status, times]) => [status, +times]);
  return { requests: text.split('[PAYLOAD]').length - 1, statuses: Object.fromEntries(statuses) };
}
