/**
 * Whether the time of an answer tells who has an account: pairs of requests, about somebody who is there and somebody who
 * is not, in turns and in random order. And whether a flood of sign-ins slows others: `npm run soak:enumeration`.
 *
 * PAIRS, of each kind, 300 by default; FLOOD_SECONDS, 10; SIGN_INS_PER_SECOND, 500.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Server } from '../lib/server.mjs';
import { median, quantile } from '../lib/statistics.mjs';

const MAIN = fileURLToPath(new URL('../../dist/bundle/main.js', import.meta.url));
const PAIRS = Number(process.env.PAIRS ?? 300);
const FLOOD_MS = Number(process.env.FLOOD_SECONDS ?? 10) * 1000;
const RATE = Number(process.env.SIGN_INS_PER_SECOND ?? 500);
const WARM_UP = 20;

let addresses = 0;

const folder = mkdtempSync(join(tmpdir(), 'medadmin-soak-'));
const environment = { DATA_DIR: folder, RATE_LIMIT: 'on', LOG_LEVEL: 'silent', ...limits() };
const server = await Server.start(MAIN, { folder, environment, path: '/health/live' });
const results = [];
try {
  const token = await register();
  const login = (username) => post('/api/auth/login', { username, password: 'not the password' });
  const forget = (username) => post('/api/auth/forgot-password', { username });
  // Tries are not what is measured: each account has a new one, and each is asked about ten times at most.
  const known = await accounts(Math.ceil((PAIRS + WARM_UP) / 10));
  await compare('login, wrong password against unknown user', login, known);
  await compare('forgotten password', forget, known.slice(0, 2));
  await flood(token);
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
const isFine = results.every(({ passed }) => passed);
process.exitCode = isFine ? 0 : 1;

function limits() {
  return { RATE_LIMIT_SIGN_IN_PER_MINUTE: '1000000', RATE_LIMIT_REGISTRATION_PER_HOUR: '1000000', TRUST_PROXY: '1' };
}

/** From another address each time: the limit by address is not what is measured. */
async function post(path, body, headers = {}) {
  addresses += 1;
  const address = `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`;
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': address, ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

async function register(name = 'owner') {
  const { status, text } = await post('/api/auth/register', {
    companyName: `Clinic of ${name}`,
    companyEmail: `office-${name}@example.com`,
    phone: '+1 555 0100',
    firstName: 'Ada',
    lastName: 'Brown',
    username: name,
    email: `${name}@example.com`,
    password: 'correct horse battery',
    planCode: 'basic',
    billingCycle: 'monthly',
  });
  if (status !== 201) throw new Error(`registration answered ${status}: ${text}`);
  return JSON.parse(text).accessToken;
}

async function accounts(count) {
  const names = Array.from({ length: count }, (_, index) => `person${index}`);
  for (const name of names) await register(name);
  return names;
}

async function compare(what, ask, names) {
  const times = { known: [], unknown: [] };
  const answers = new Set();
  for (let pair = 0; pair < PAIRS + WARM_UP; pair += 1) {
    const name = names[pair % names.length];
    const turns = [
      ['known', name],
      ['unknown', `nobody${pair % names.length}`],
    ];
    if (Math.random() < 0.5) turns.reverse();
    for (const [kind, username] of turns) {
      const from = performance.now();
      const { status, text } = await ask(username);
      if (pair >= WARM_UP) times[kind].push(performance.now() - from);
      answers.add(`${status} ${text.replace(/"requestId":"[^"]*"/, '')}`);
    }
  }
  const [ofKnown, ofUnknown] = [median(times.known), median(times.unknown)];
  const difference = Math.abs(ofKnown - ofUnknown) / ofUnknown;
  const p = mannWhitney(times.known, times.unknown);
  tell({
    what,
    pairs: PAIRS,
    answers: answers.size,
    medianKnownMs: round(ofKnown),
    medianUnknownMs: round(ofUnknown),
    differencePercent: round(difference * 100),
    mannWhitneyP: round(p),
    passed: answers.size === 1 && difference < 0.05 && p > 0.01,
  });
}

/** The p-value of the two-sided test, by the normal approximation. */
function mannWhitney(first, second) {
  const ranked = [...first.map((value) => [value, 0]), ...second.map((value) => [value, 1])].sort(
    (a, b) => a[0] - b[0],
  );
  const rankSum = ranked.reduce((sum, [, of], index) => (of === 0 ? sum + index + 1 : sum), 0);
  const u = rankSum - (first.length * (first.length + 1)) / 2;
  const mean = (first.length * second.length) / 2;
  const deviation = Math.sqrt((first.length * second.length * (first.length + second.length + 1)) / 12);
  return erfc(Math.abs(u - mean) / deviation / Math.SQRT2);
}

/** Abramowitz and Stegun, 7.1.26; good to seven digits. */
function erfc(x) {
  const t = 1 / (1 + 0.3275911 * x);
  const factors = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  return factors.reduce((sum, factor) => sum * t + factor, 0) * t * Math.exp(-x * x);
}

/** Others read their lists while sign-ins arrive faster than they can be checked. */
async function flood(token) {
  const list = async () => {
    const from = performance.now();
    const response = await fetch(`${server.url}/api/doctors`, { headers: { Authorization: `Bearer ${token}` } });
    await response.arrayBuffer();
    return performance.now() - from;
  };
  const before = [];
  for (let asked = 0; asked < 100; asked += 1) before.push(await list());
  const times = [];
  const statuses = {};
  const end = performance.now() + FLOOD_MS;
  const flooding = (async () => {
    const pending = [];
    for (let sent = 0; performance.now() < end; sent += 1) {
      pending.push(
        post('/api/auth/login', { username: `flood${sent}`, password: 'x' }).then(
          ({ status }) => (statuses[status] = (statuses[status] ?? 0) + 1),
        ),
      );
      if (sent % 10 === 9) await sleep((10 / RATE) * 1000);
    }
    await Promise.all(pending);
  })();
  while (performance.now() < end) {
    times.push(await list());
    await sleep(20);
  }
  await flooding;
  const p99 = quantile(times, 0.99);
  tell({
    what: 'others while sign-ins flood in',
    p99WithoutMs: round(quantile(before, 0.99)),
    requests: times.length,
    medianMs: round(median(times)),
    p99Ms: round(p99),
    signIns: statuses,
    passed: p99 < 500,
  });
}

function tell(result) {
  results.push(result);
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

function round(value) {
  return Math.round(value * 1000) / 1000;
}
