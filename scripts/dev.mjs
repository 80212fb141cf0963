/**
 * `npm run dev`: the API and its pages, both as the sources are, whenever these change; with two demo clinics to sign in to.
 * All data is in a folder of its own, DEV_DATA_DIR or .dev, which may be removed at any time; no other setting of this
 * machine is heard, so that nothing that matters is touched. PORT is the API's, WEB_PORT that of the pages.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = resolve(import.meta.dirname, '..');
const { PATH = '', HOME = '', PORT = '8000', WEB_PORT = '5173', LOG_LEVEL = 'warn', DEV_DATA_DIR } = process.env;
const DATA = resolve(DEV_DATA_DIR ?? join(ROOT, '.dev'));
const API = `http://127.0.0.1:${PORT}`;
const PAGES = `http://localhost:${WEB_PORT}`;
/** For clinics that were made up, on this machine only. */
const PASSWORD = 'only for development';
const ENVIRONMENT = { PATH, HOME, DATA_DIR: DATA, PORT, LOG_LEVEL, PUBLIC_URL: PAGES, RATE_LIMIT: 'off' };
const STOP_MS = 5_000;

const say = (line) => process.stdout.write(`${line}\n`);
const children = new Set();
let isEnding = false;

function start(args, options = {}) {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'], ...options });
  children.add(child);
  child.ended = new Promise((done) =>
    child.once('exit', (code) => {
      children.delete(child);
      done(code);
    }),
  );
  return child;
}

async function stop(child) {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  // What does not end by itself has open requests, of a browser that waits for the next version.
  await Promise.race([child.ended, sleep(STOP_MS, undefined, { ref: false })]);
  child.kill('SIGKILL');
  await child.ended;
}

async function end(code) {
  if (isEnding) return;
  isEnding = true;
  await vite?.close();
  await Promise.all([...children].map(stop));
  process.exit(code);
}

/** A command of medadmin on the folder of development. */
async function command(words, input) {
  const child = start([join(ROOT, 'dist/cli/main.js'), ...words], { cwd: DATA, env: ENVIRONMENT, stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  child.stdin.end(input);
  if ((await child.ended) !== 0 && !isEnding) throw new Error(`${words[0]} failed: ${output}`);
}

async function prepareData() {
  if (existsSync(join(DATA, 'db.sqlite3'))) return;
  say('Making two demo clinics …');
  mkdirSync(DATA, { recursive: true });
  try {
    await command(['seed', '--password-stdin'], PASSWORD);
    const superuser = ['--username', 'root', '--email', 'root@example.com', '--password-stdin'];
    await command(['create-superuser', ...superuser], PASSWORD);
  } catch (error) {
    rmSync(DATA, { recursive: true, force: true });
    throw error;
  }
}

let api;
let turn = Promise.resolve();

/** The API of the newest sources in the place of the one before. */
function restart() {
  turn = turn.then(async () => {
    await stop(api);
    if (isEnding) return;
    await prepareData();
    const options = { cwd: DATA, env: ENVIRONMENT, stdio: ['ignore', 'inherit', 'inherit'] };
    api = start(['--enable-source-maps', join(ROOT, 'dist/main.js')], options);
    await untilReady(api);
  });
  turn.catch((error) => {
    process.stderr.write(`${error.message}\n`);
    void end(1);
  });
}

async function untilReady(child) {
  while (child.exitCode === null && !isEnding) {
    const answer = await fetch(`${API}/health/ready`).catch(() => undefined);
    if (answer?.ok) return greet();
    await sleep(100);
  }
}

let isGreeted = false;

function greet() {
  say(isGreeted ? 'The API is up again.' : GREETING);
  isGreeted = true;
}

const PAGES_LINE = existsSync(join(ROOT, 'web/vite.config.ts')) ? `\n  Pages    ${PAGES}/` : '';
const GREETING = `${PAGES_LINE}
  API      ${API}/docs
  Data     ${DATA} (remove it to begin anew)

  Sign in as ada.brown (City Hospital), ben.carter (County Clinic) or root (superuser).
  Password: ${PASSWORD}
`;

/** Tells every change of the sources that compiles; what does not is printed, and the API stays as it was. */
function watchSources() {
  const compiler = start([
    join(ROOT, 'node_modules/typescript/bin/tsc'),
    '-p',
    join(ROOT, 'tsconfig.build.json'),
    '--watch',
    '--preserveWatchOutput',
  ]);
  compiler.stdout.on('data', (chunk) => {
    const text = chunk.toString();
    if (/Found 0 errors/.test(text)) restart();
    else if (/error TS|Found \d+ error/.test(text)) say(text.trim());
  });
  compiler.ended.then((code) => end(code ?? 1));
}

/** The pages, with Vite's own exchange of modules in the browser. Requests for data go on to the API. */
async function servePages() {
  if (PAGES_LINE === '') return undefined;
  const { createServer } = await import('vite');
  const proxy = Object.fromEntries(['/api', '/health', '/openapi.json', '/docs'].map((path) => [path, API]));
  const server = await createServer({
    root: join(ROOT, 'web'),
    configFile: join(ROOT, 'web/vite.config.ts'),
    cacheDir: join(DATA, 'vite'),
    logLevel: 'warn',
    clearScreen: false,
    server: { port: Number(WEB_PORT), strictPort: true, proxy },
  });
  return server.listen();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void end(0));
let vite;
watchSources();
vite = await servePages().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  return end(1);
});
