/**
 * What the first visit of a built page costs: script and requests, and when it can be seen and used, both on this machine
 * as it is and on what Lighthouse takes for a usual phone (150 ms, 1.6 Mbit/s, a quarter of the processor). `npm run bench:web`
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { launchBrowser } from '../test/support/browser/chromium.mjs';
import { Server } from './lib/server.mjs';

const PAGES = ['/', '/subscription/plans/', '/subscription/register/', '/login/'];
/** For somebody who is signed in, with nothing in the browser's cache. */
const CLINIC_PAGES = ['/dashboard/', '/patients/', '/appointments/', '/settings/activity/', '/settings/support/'];
const ASSETS = resolve('dist/web/assets');
const PHONE = {
  network: { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 },
  slower: 4,
};
/** Nothing may have kept the page from answering for so long before it counts as usable. */
const QUIET_MS = 1_500;

const WATCH = `
  window.longTasks = [];
  new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((task) => task.startTime + task.duration)))
    .observe({ type: 'longtask', buffered: true });
  const seen = setInterval(() => {
    if (!document.querySelector('h1')) return;
    window.titleAt = performance.now();
    clearInterval(seen);
  }, 5);`;
const READ = `({
  firstPaintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
  usableMs: Math.max(window.titleAt, ...window.longTasks),
})`;

async function visit(browser, url, phone, isSignedIn) {
  const context = await browser.newContext();
  if (isSignedIn) {
    const headers = { 'X-Session': 'cookie' };
    await context.request.post(new URL('/api/auth/login', url).href, { data: LOGIN, headers });
  }
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  let [scriptBytes, gzipBytes, requests] = [0, 0, 0];
  const scripts = new Set();
  devtools.on('Network.responseReceived', ({ requestId, type, response }) => {
    requests += 1;
    if (type !== 'Script') return;
    scripts.add(requestId);
    gzipBytes +=
      statSync(join(ASSETS, `${basename(new URL(response.url).pathname)}.gz`), { throwIfNoEntry: false })?.size ?? 0;
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) scriptBytes += encodedDataLength;
  });
  if (phone) {
    await devtools.send('Network.emulateNetworkConditions', phone.network);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: phone.slower });
  }
  await page.addInitScript(WATCH);
  await page.goto(url);
  await page.locator('h1').waitFor({ timeout: 60_000 });
  await page.waitForTimeout(QUIET_MS * (phone?.slower ?? 1));
  const times = await page.evaluate(READ);
  await context.close();
  return { scriptBytes, gzipBytes, requests, ...times };
}

const LOGIN = { username: 'ada.brown', password: 'correct horse battery' };

async function register(url) {
  const company = { companyName: 'City Hospital', companyEmail: 'office@example.com', phone: '+1 555 0100' };
  const owner = { firstName: 'Ada', lastName: 'Brown', email: 'ada@example.com', ...LOGIN };
  const body = JSON.stringify({ ...company, ...owner, planCode: 'basic', billingCycle: 'monthly' });
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(`${url}/api/auth/register`, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`registering answered ${answer.status}`);
}

const dataDir = mkdtempSync(join(tmpdir(), 'medadmin-bench-web-'));
const environment = { DATA_DIR: dataDir, LOG_LEVEL: 'silent', RATE_LIMIT: 'off' };
const server = await Server.start(resolve('dist/bundle/main.js'), {
  environment,
  folder: dataDir,
  path: '/health/ready',
});
const browser = await launchBrowser();
try {
  const rows = {};
  await register(server.url);
  for (const page of [...PAGES, ...CLINIC_PAGES]) {
    const isSignedIn = CLINIC_PAGES.includes(page);
    const here = await visit(browser, server.url + page, undefined, isSignedIn);
    const phone = await visit(browser, server.url + page, PHONE, isSignedIn);
    rows[page] = {
      'script KB (as sent)': (here.scriptBytes / 1024).toFixed(0),
      'script KB (gzip)': (here.gzipBytes / 1024).toFixed(0),
      requests: here.requests,
      'seen ms': here.firstPaintMs.toFixed(0),
      'usable ms': here.usableMs.toFixed(0),
      'phone: seen ms': phone.firstPaintMs.toFixed(0),
      'phone: usable ms': phone.usableMs.toFixed(0),
    };
  }
  console.table(rows);
} finally {
  await browser.close();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
