/**
 * Runs the bundled programs on an empty data folder, and keeps the code that V8 compiled for that beside them:
 * src/start/kept-program.ts hands it back to V8. If that does not work here, they will start all the same, only later.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Script } from 'node:vm';

const START_MS = 60_000;
/** Commands that many others are like. */
const COMMANDS = [['seed'], ['list-tenants'], ['backup-tenant', 'city-hospital']];

const REGISTRATION = {
  companyName: 'City Hospital',
  companyEmail: 'admin@cityhospital.com',
  phone: '+1 555 0100',
  firstName: 'Ada',
  lastName: 'Brown',
  username: 'ada.brown',
  email: 'ada.brown@cityhospital.com',
  password: 'used once, for a company of no length',
  planCode: 'professional',
  billingCycle: 'monthly',
};
const DOCTOR = { firstName: 'Grace', lastName: 'Hopper', specialty: 'Cardiology' };

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

async function untilReady(url) {
  for (const deadline = performance.now() + START_MS; performance.now() < deadline; await sleep(20)) {
    const response = await fetch(`${url}/health/ready`).catch(() => undefined);
    if (response?.ok) return;
  }
  throw new Error('the server did not start');
}

async function send(url, body, token) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(url, body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers });
  if (!response.ok) throw new Error(`a request was answered ${response.status}`);
  return response.json();
}

async function use(url) {
  const { accessToken } = await send(`${url}/api/auth/register`, REGISTRATION);
  await send(`${url}/api/doctors`, DOCTOR, accessToken);
  await send(`${url}/api/doctors?page=1&pageSize=20`, undefined, accessToken);
}

/** A program of dist/bundle, to be run by the function as often as it is called. */
function load(name) {
  const file = resolve('dist/bundle', `${name}.cjs`);
  const script = new Script(readFileSync(file, 'latin1'), { filename: file });
  const run = () => {
    const module = { exports: {} };
    script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
    return module.exports;
  };
  return { run, keep: () => keep(file.replace(/cjs$/, 'cache'), script.createCachedData()) };
}

function keep(file, code) {
  writeFileSync(file, code);
  // The programs' umask keeps files from others; whoever may read the program may read this.
  chmodSync(file, 0o644);
}

async function runServer(server) {
  const port = await freePort();
  process.env.PORT = String(port);
  server.run();
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url);
  await use(url);
  server.keep();
}

async function runCommands(commands) {
  const write = process.stdout.write;
  process.stdout.write = (...args) => args.findLast((each) => typeof each === 'function')?.() ?? true;
  for (const words of COMMANDS) {
    process.argv = [process.execPath, 'medadmin', ...words];
    await commands.run().ended;
    if (process.exitCode !== 0) throw new Error(`${words[0]} ended with ${process.exitCode}`);
  }
  process.stdout.write = write;
  commands.keep();
}

/** @param work is done with nothing of this process's settings, in an empty folder. */
async function alone(work) {
  const dataDir = mkdtempSync(join(tmpdir(), 'medadmin-build-'));
  for (const name of Object.keys(process.env)) if (/^[A-Z_]+$/.test(name) && name !== 'PATH') delete process.env[name];
  Object.assign(process.env, { DATA_DIR: dataDir, LOG_LEVEL: 'silent' });
  process.chdir(dataDir);
  await work().catch((error) => process.stderr.write(`No compiled code kept: ${error.message}\n`));
  rmSync(dataDir, { recursive: true, force: true });
}

const [server, commands] = ['server', 'commands'].map(load);
await alone(() => runCommands(commands));
await alone(() => runServer(server));
process.exit(0);
