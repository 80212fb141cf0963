/**
 * Has sqlmap try to inject SQL through every parameter of every route that reads, and texts in bodies of those that write, as
 * signed-in people and as a superuser: `npm run soak:injection`. First it must find what it is given to find.
 *
 * ENGINE, sqlite by default, or postgres; SQLMAP, where it is, `sqlmap` by default (Debian package of that name);
 * SQLMAP_LEVEL, 5, and SQLMAP_RISK, 3, are sqlmap's; ROUTES, a regular expression that method and path (`GET /api/doctors`) must
 * match; MINUTES, after which no further route is begun: those left out are named, and the run does not pass.
 */
import { execFile } from 'node:child_process';
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
import { sqlmap } from './sqlmap.mjs';

const { ENGINE = 'sqlite', ROUTES = '' } = process.env;
const END_MS = Date.now() + Number(process.env.MINUTES ?? Infinity) * 60_000;
const PASSWORD = 'correct horse battery staple';
const KINDS = { sqlite: 'SQLite', postgres: 'PostgreSQL' };
/** Whose bodies are tried: thousands of requests to the others would end sessions and companies, or make as many databases. */
const WRITING = [
  ...['doctors', 'patients', 'appointments'].flatMap((name) => [`PATCH /api/${name}/{id}`, `POST /api/${name}`]),
  'PATCH /api/company',
  'POST /api/auth/login',
];
/** Statuses that no injection may be answered with. */
const UNWANTED = ['429', '500', '503'];
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
  const document = await (await fetch(`${server.url}/openapi.json`)).json();
  for (const [route, target] of targetsIn(document)) {
    if (!new RegExp(ROUTES).test(route)) continue;
    if (Date.now() < END_MS) isFine = (await isRefused(route, target, tokens)) && isFine;
    else leftOut.push(route);
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
  const { found, requests } = await sqlmap({ url, parameters: ['q'] }, { folder, dbms: 'SQLite' });
  naive.close();
  tell({ control: 'a statement made of what was sent', found, requests, passed: found });
  return found;
}

async function isRefused(route, target, { owner, superuser }) {
  const token = route.includes('/api/admin') ? superuser : owner;
  const { url, status } = await answered(target, token);
  const { found, requests, statuses } = await sqlmap({ ...target, url }, { folder, token, dbms: KINDS[ENGINE] });
  // What is refused as it is would be refused with anything in it, and what is turned away for its number was not tried.
  const passed = !found && requests > 0 && status !== 400 && !UNWANTED.some((each) => each in statuses);
  tell({ route, parameters: target.parameters, status, requests, statuses, found, passed });
  return passed;
}

/** Not everything can be sorted by what the document has for an example; the answer says by what. */
async function answered({ url, method = 'GET', body }, token) {
  const headers = { Authorization: `Bearer ${token}`, ...(body && { 'Content-Type': 'application/json' }) };
  const response = await fetch(url.replaceAll('*', ''), { method, headers, body: body?.replaceAll('*', '') });
  const text = await response.text();
  const [, sortable] = /must be made of (\w+)/.exec(text) ?? [];
  if (response.status !== 400 || sortable === undefined) return { url, status: response.status };
  return answered({ url: url.replace(/([?&]sort=)[^&*]*/, `$1${sortable}`) }, token);
}

function targetsIn({ paths, components: { schemas } }) {
  const reading = Object.entries(paths).map(([path, { get }]) => [
    `GET ${path}`,
    get && targetOf(path, get.parameters ?? []),
  ]);
  const writing = WRITING.map((route) => {
    const [method, path] = route.split(' ');
    const { $ref } = paths[path][method.toLowerCase()].requestBody.content['application/json'].schema;
    return [route, bodyTarget(method, path, schemas[$ref.split('/').at(-1)])];
  });
  return [...reading, ...writing].filter(([, target]) => target !== undefined);
}

/** Texts are marked; what is made anew has only what is required, for two cannot have the same address or licence. */
function bodyTarget(method, path, { properties, required = [] }) {
  const isText = (name) => {
    const { type, format, example } = properties[name];
    return (
      [type].flat().includes('string') && !format && Boolean(example) && (method === 'PATCH' || required.includes(name))
    );
  };
  const names = Object.keys(properties).filter((name) => isText(name) || required.includes(name));
  const body = names.map((name) => [name, isText(name) ? `${properties[name].example}*` : properties[name].example]);
  const parameters = names.filter(isText);
  const url = server.url + path.replace('{id}', '1');
  return { url, method, body: JSON.stringify(Object.fromEntries(body)), parameters, isMarked: parameters.length > 0 };
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
    planCode: 'enterprise',
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
