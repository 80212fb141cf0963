/**
 * Watches by strace which files the server and commands touch while hostile names are given to everything that names a
 * company, its database or its files: `npm run soak:paths`. All that is written, renamed or removed must be in the data folder,
 * and nothing that is read may be called by such a name. First it must notice a program that does so. ENGINE, sqlite by default,
 * or postgres: then the server, which is not watched, must have no database that is called otherwise than ours are.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inRepository } from '../lib/paths.mjs';
import pg from 'pg';
import { freePort } from '../lib/server.mjs';
import { startPostgres } from './postgres.mjs';

const CALLS =
  'open,openat,creat,unlink,unlinkat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat,rmdir,truncate';
const PASSWORD = 'correct horse battery staple';
const MARK = 'zzhostile';
/** Each has the mark, by which it is found again. */
const NAMES = shapes(MARK);

/** Of the server itself, the installation's, and those of companies, by slug or on the way there. */
const DATABASE = /^(postgres|template[01]|medadmin_(master|template\w*|(tenant|provisioning|scratch)_[a-z0-9_]+))$/;

const postgres = process.env.ENGINE === 'postgres' ? await startPostgres() : undefined;
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'medadmin-soak-')));
const data = join(folder, 'data');
mkdirSync(data);
const environment = {
  PATH: process.env.PATH,
  DATA_DIR: data,
  RATE_LIMIT: 'off',
  LOG_LEVEL: 'info',
  BACKUP_INTERVAL: 'off',
  ...postgres?.environment,
};
const answers = {};
let asked = 0;
try {
  const naive = `require('fs').writeFileSync(process.argv[1] + '/../../' + '${MARK}', '')`;
  const control = await traced(['-e', naive, data]);
  tell({ control: 'a program that writes beside its folder', found: control.length, passed: control.length > 0 });
  rmSync(join(folder, '..', MARK), { force: true });
  const outside = [...(await ofServer()), ...(await ofCommands())];
  outside.push(...(await databasesOfOthers()));
  tell({
    engine: postgres ? 'postgres' : 'sqlite',
    names: NAMES.length,
    asked,
    answers,
    outside,
    passed: outside.length === 0,
  });
  process.exitCode = control.length > 0 && outside.length === 0 ? 0 : 1;
} finally {
  await postgres?.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** On the server, which makes databases by names that it is given. */
async function databasesOfOthers() {
  if (postgres === undefined) return [];
  const client = new pg.Client({ connectionString: postgres.administrator });
  await client.connect();
  const { rows } = await client.query('SELECT datname FROM pg_database');
  await client.end();
  const names = rows.map(({ datname }) => datname);
  tell({ databases: names.length });
  return names.filter((name) => !DATABASE.test(name)).map((name) => `database ${name}`);
}

async function ofServer() {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  return traced([inRepository('dist/bundle/main.js')], { PORT: String(port) }, async (child) => {
    while (!(await isReady(url))) await sleep(100);
    const first = await post(url, '/api/auth/register', registration('City Hospital', 'owner'));
    const create = ['create-superuser', '--username', 'root.user', '--email', 'root@example.com', '--password-stdin'];
    await command(create, `${PASSWORD}\n`);
    const { body } = await post(url, '/api/auth/login', { username: 'root.user', password: PASSWORD });
    const { id } = first.body.company;
    for (const [index, name] of NAMES.entries()) {
      count('register', await post(url, '/api/auth/register', registration(name, `person${index}`)));
      count('rename', await post(url, `/api/admin/companies/${id}/rename`, { slug: name }, body.accessToken));
      count('clone', await post(url, `/api/admin/companies/${id}/clone`, { slug: name }, body.accessToken));
      count('path', await post(url, `/api/backups/${encodeURIComponent(name)}/restore`, {}, first.body.accessToken));
    }
    child.kill('SIGTERM');
  });
}

async function ofCommands() {
  const outside = [];
  const some = NAMES.filter((name, index) => index % 12 === 0 && !name.includes('\u0000'));
  for (const name of some) {
    for (const args of [
      ['backup-tenant', '--', name],
      ['rename-tenant', '--', 'city-hospital', name],
    ]) {
      outside.push(...(await traced([inRepository('dist/bundle/cli.js'), ...args])));
      asked += 1;
    }
  }
  return outside;
}

/** Runs a program under strace. @returns what it touched and should not have. */
async function traced(args, more = {}, work = undefined) {
  const log = join(folder, `trace-${Math.random()}`);
  const strace = ['-f', '-qq', '-s', '4096', '-o', log, '-e', `trace=${CALLS}`, process.execPath, ...args];
  const child = spawn('strace', strace, { cwd: folder, env: { ...environment, ...more }, stdio: 'ignore' });
  const ended = once(child, 'close');
  // Signals go to what is traced: strace passes none on.
  await work?.({ kill: (signal) => spawn('pkill', [`-${signal.slice(3)}`, '-P', String(child.pid)]) });
  await ended;
  return readFileSync(log, 'utf8').split('\n').flatMap(outsideOf);
}

function outsideOf(line) {
  const [, call = '', rest = ''] = /^\d+\s+(\w+)\((.*)$/.exec(line) ?? [];
  const paths = [...rest.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, path]) => resolve(folder, path));
  const isReading = call.startsWith('open') && !/O_(WRONLY|RDWR|CREAT|TRUNC)/.test(rest);
  const isOurs = (path) => path === data || path.startsWith(`${data}/`) || path.startsWith('/dev/');
  return paths
    .filter((path) => (isReading ? path.toLowerCase().includes(MARK) && !isOurs(path) : !isOurs(path)))
    .map((path) => `${call} ${path}`);
}

async function isReady(url) {
  return fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}

function registration(companyName, username) {
  return {
    companyName,
    companyEmail: `${username}@example.com`,
    phone: '+1 555 0100',
    firstName: 'Ada',
    lastName: 'Brown',
    username: `${username}.brown`,
    email: `${username}@example.com`,
    password: PASSWORD,
    planCode: 'basic',
    billingCycle: 'monthly',
  };
}

async function post(url, path, body, token) {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

function count(what, { status }) {
  asked += 1;
  const key = `${what} ${status}`;
  answers[key] = (answers[key] ?? 0) + 1;
}

async function command(args, input) {
  const child = spawn(process.execPath, [inRepository('dist/bundle/cli.js'), ...args], {
    cwd: folder,
    env: environment,
  });
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}`);
}

/** What has been used to leave a folder, to end a name early, or to have two names for one file. */
function shapes(mark) {
  const around = [
    ...[
      '../',
      '../../',
      '..\\',
      '/',
      '/etc/',
      './',
      '..%2f',
      '%2e%2e%2f',
      '%252e%252e%252f',
      '..%c0%af',
      '．．／',
      '....//',
    ],
    ...[
      '\u0000',
      '%00',
      '\n',
      '\r\n',
      '\u202e',
      '\u200b',
      '\ufeff',
      '~',
      '$HOME/',
      '$(id)',
      '`id`',
      '-rf ',
      '--help ',
      "'; --",
    ],
    ...[
      '"',
      ';',
      '|',
      '&',
      '*',
      '?',
      '<',
      '>',
      ':',
      '\\',
      'C:\\',
      '\\\\host\\',
      'file:',
      'file:///',
      'master',
      'db.sqlite3',
    ],
    ...['CON', 'NUL', 'tenant_', '.work/', 'template', 'é', 'İ', 'ß', 'ＡＢ', 'а', '٣', '👻'],
  ];
  const placed = around.flatMap((part) => [
    `${part}${mark}`,
    `${mark}${part}`,
    `${mark}${part}${mark}`,
    `a${part}../${mark}`,
  ]);
  return [
    ...placed,
    mark.repeat(40),
    `${mark}.`,
    `${mark} `,
    ` ${mark}`,
    mark.toUpperCase(),
    `${mark}-wal`,
    `${mark}.sqlite3`,
  ];
}

function tell(result) {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
