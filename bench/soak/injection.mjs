/**
 * Has sqlmap try to inject SQL through every parameter of every route that reads, in query and path, as signed-in people
 * and as a superuser: `npm run soak:injection`. First it must find what it is given to find.
 *
 * ENGINE, sqlite by default, or postgres; SQLMAP, where it is, `sqlmap` by default (Debian package of that name);
 * SQLMAP_LEVEL, 5, and SQLMAP_RISK, 3, are sqlmap's; ROUTES, a regular expression that the paths must match; MINUTES, after which
 * no further route is begun: those left out are named, and the run does not pass.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { inRepository } from '../lib/paths.mjs';
import { Server } from '../lib/server.mjs';
import { startPostgres } from './postgres.mjs';

const { ENGINE = 'sqlite', SQLMAP = 'sqlmap', SQLMAP_LEVEL = '5', SQLMAP_RISK = '3', ROUTES = '' } = process.env;
const END_MS = Date.now() + Number(process.env.MINUTES ?? Infinity) * 60_000;
const PASSWORD = 'correct horse battery staple';
const KINDS = { sqlite: 'SQLite', postgres: 'PostgreSQL' };
/** Statuses with which the program refuses what it cannot use: sqlmap would otherwise give up at the first. */
const REFUSALS = '400,401,402,403,404,405,409,413,414,422,503';

/** What parts of paths are, of which there is something. */
const KNOWN = { kind: 'patients', code: 'basic' };

const folder = mkdtempSync(join(tmpdir(), 'medadmin-soak-'));
const postgres = ENGINE === 'postgres' ? await startPostgres() : undefined;
const environment = {
  DATA_DIR: join(folder, 'data'),
  RATE_LIMIT: 'off',
  LOG_LEVEL: 'silent',
  BACKUP_INTERVAL: 'off',
  ACCESS_TOKEN_TTL: '1d',
  MAX_EVENT_LOOP_DELAY_MS: '60000',
  ...postgres?.environment,
};
let server;
const leftOut = [];
let isFine = await findsWhatIsThere();
try {
  server = await Server.start(inRepository('dist/bundle/main.js'), { folder, environment, path: '/health/ready' });
  const tokens = await people();
  const { paths } = await (await fetch(`${server.url}/openapi.json`)).json();
  for (const [path, { get }] of Object.entries(paths)) {
    if (get === undefined || !new RegExp(ROUTES).test(path)) continue;
    const target = targetOf(path, get.parameters ?? []);
    if (target === undefined) continue;
    if (Date.now() < END_MS) isFine = (await isRefused(path, target, tokens)) && isFine;
    else leftOut.push(path);
  }
  if (leftOut.length > 0) tell({ leftOut });
} finally {
  await server?.stop();
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = isFine && leftOut.length === 0 ? 0 : 1;

/** A server that puts what it is sent into its statement: sqlmap must say so, or its silence means nothing. */
async function findsWhatIsThere() {
  const database = new Database(':memory:');
  database.exec("CREATE TABLE doctor (name TEXT); INSERT INTO doctor VALUES ('Hart'), ('Lee'), ('Cruz')");
  const naive = createServer((request, response) => {
    const q = new URL(request.url, 'http://naive').searchParams.get('q');
    try {
      response.end(JSON.stringify(database.prepare(`SELECT name FROM doctor WHERE name LIKE '%${q}%'`).all()));
    } catch {
      response.writeHead(500).end('{}');
    }
  }).listen(0, '127.0.0.1');
  await once(naive, 'listening');
  const url = `http://127.0.0.1:${naive.address().port}/doctors?q=ar`;
  const { found, requests } = await sqlmap({ url, parameters: ['q'] }, undefined, 'SQLite');
  naive.close();
  tell({ control: 'a statement made of what was sent', found, requests, passed: found });
  return found;
}

async function isRefused(path, target, { owner, superuser }) {
  const token = path.startsWith('/api/admin') ? superuser : owner;
  const { url, status } = await answered(target.url, token);
  const { found, requests, statuses } = await sqlmap({ ...target, url }, token, KINDS[ENGINE]);
  // What is refused as it is would be refused with anything in it.
  const passed = !found && requests > 0 && !('500' in statuses) && status !== 400;
  tell({ path, parameters: target.parameters, status, requests, statuses, found, passed });
  return passed;
}

/** Not everything can be sorted by what the document has for an example; the answer says by what. */
async function answered(url, token) {
  const response = await fetch(url.replaceAll('*', ''), { headers: { Authorization: `Bearer ${token}` } });
  const text = await response.text();
  const [, sortable] = /must be made of (\w+)/.exec(text) ?? [];
  if (response.status !== 400 || sortable === undefined) return { url, status: response.status };
  return answered(url.replace(/([?&]sort=)[^&*]*/, `$1${sortable}`), token);
}

/** @returns undefined for a route without parameters. Those in the path are marked by an asterisk. */
function targetOf(path, parameters) {
  const inQuery = parameters.filter((each) => each.in === 'query');
  const inPath = parameters.filter((each) => each.in === 'path');
  if (inQuery.length + inPath.length === 0) return undefined;
  // With an asterisk in the URL sqlmap tries what is marked, and nothing else.
  const mark = inPath.length > 0 ? '*' : '';
  const filled = path.replace(/\{(\w+)\}/g, (_all, name) => `${KNOWN[name] ?? 1}${mark}`);
  const query = inQuery.map(
    ({ name, example, schema }) => `${name}=${encodeURIComponent(exampleOf(example, schema))}${mark}`,
  );
  const url = `${server.url}${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  return { url, parameters: [...inPath, ...inQuery].map(({ name }) => name), isMarked: mark !== '' };
}

function exampleOf(example, schema) {
  return String(example ?? schema?.example ?? schema?.default ?? schema?.enum?.[0] ?? '1');
}

async function sqlmap({ url, parameters, isMarked = false }, token, dbms) {
  const output = join(folder, 'sqlmap');
  const args = ['-u', url, '--batch', '--flush-session', '--disable-coloring', `--output-dir=${output}`, '-v', '3'];
  args.push(
    `--level=${SQLMAP_LEVEL}`,
    `--risk=${SQLMAP_RISK}`,
    `--dbms=${dbms}`,
    `--ignore-code=${REFUSALS}`,
    '--timeout=60',
  );
  if (!isMarked) args.push('-p', parameters.join());
  if (token !== undefined) args.push(`--header=Authorization: Bearer ${token}`);
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

/** An owner with a doctor, a patient, an appointment and a backup, and a superuser. */
async function people() {
  const { accessToken: owner } = await post('/api/auth/register', {
    companyName: 'City Hospital',
    companyEmail: 'office@example.com',
    phone: '+1 555 0100',
    firstName: 'Ada',
    lastName: 'Brown',
    username: 'ada.brown',
    email: 'ada@example.com',
    password: PASSWORD,
    planCode: 'professional',
    billingCycle: 'monthly',
  });
  const contact = { email: 'rosa@example.com', phone: '+1 555 0101' };
  const doctor = { firstName: 'Eve', lastName: 'Hart', specialty: 'Cardiology', licenseNumber: 'L-1', ...contact };
  const { id: doctorId } = await post('/api/doctors', doctor, owner);
  const patient = { firstName: 'Rosa', lastName: 'Cruz', dateOfBirth: '1980-01-01', gender: 'female', ...contact };
  const { id: patientId } = await post('/api/patients', patient, owner);
  const times = { startsAt: '2030-01-07T10:00:00Z', endsAt: '2030-01-07T10:30:00Z' };
  await post('/api/appointments', { doctorId, patientId, ...times }, owner);
  await post('/api/backups', {}, owner);
  const args = ['create-superuser', '--username', 'root.user', '--email', 'root@example.com', '--password-stdin'];
  const command = promisify(execFile)(process.execPath, [inRepository('dist/bundle/cli.js'), ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...environment },
  });
  command.child.stdin.end(`${PASSWORD}\n`);
  await command;
  const { accessToken: superuser } = await post('/api/auth/login', { username: 'root.user', password: PASSWORD });
  return { owner, superuser };
}

async function post(path, body, token) {
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return response.json();
}

function tell(result) {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
