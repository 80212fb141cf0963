/**
 * Starts the bundled server on an empty data folder, uses it once, and keeps the code that V8 compiled for that beside
 * it: src/start.ts hands it back to V8. If that does not work here, the server will start all the same, only later.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Script } from 'node:vm';

const PROGRAM = resolve('dist/bundle/server.cjs');
const CACHE = resolve('dist/bundle/server.cache');
const START_MS = 60_000;

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

async function run(dataDir) {
  const port = await freePort();
  for (const name of Object.keys(process.env)) if (/^[A-Z_]+$/.test(name) && name !== 'PATH') delete process.env[name];
  Object.assign(process.env, { DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: 'silent' });
  process.chdir(dataDir);
  const script = new Script(readFileSync(PROGRAM, 'latin1'), { filename: PROGRAM });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(PROGRAM), module, PROGRAM, dirname(PROGRAM));
  const url = `http://127.0.0.1:${port}`;
  await untilReady(url);
  await use(url);
  writeFileSync(CACHE, script.createCachedData());
  // The server's umask keeps files from others; whoever may read the program may read this.
  chmodSync(CACHE, 0o644);
}

const dataDir = mkdtempSync(join(tmpdir(), 'medadmin-build-'));
await run(dataDir).catch((error) => process.stderr.write(`No compiled code kept: ${error.message}\n`));
rmSync(dataDir, { recursive: true, force: true });
process.exit();
