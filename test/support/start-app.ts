import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from '../../src/app.module.js';
import { Clock } from '../../src/common/index.js';
import { createHttpApp, createLogger } from '../../src/http/index.js';
import { bindTenantRoutes } from '../../src/tenancy/index.js';
import { ApiClient } from './api-client.js';
import { RoundRobin } from './round-robin.js';
import { engineSettings } from './test-engine.js';

export interface RunningApp {
  readonly app: NestExpressApplication;
  /** All instances; `app` is the first. */
  readonly apps: readonly NestExpressApplication[];
  readonly url: string;
  readonly dataDir: string;
  /** A client that is not signed in. */
  readonly api: ApiClient;
  /** Ends the application, all instances of it; its data stays. */
  close(): Promise<void>;
  /** Ends the application and removes its data. */
  stop(): Promise<void>;
}

export const TEST_SECRET = 'a-secret-that-only-the-tests-know-0123456789';

/** What has been asked for is answered within this time after a test. */
const CUT_MS = 2000;

export interface StartOptions {
  /** The time that all of it goes by, such as a TestClock; otherwise that of the machine. */
  readonly clock?: Clock;
  /** More than one: `app` is the first, and each request goes to another one in turn. */
  readonly instances?: number;
}

/** `npm run test:instances` has two. */
const INSTANCES = Number(process.env.TEST_INSTANCES ?? 1);

/** The whole application, as main.ts starts it, on a free port and a fresh data folder. */
export async function startApp(
  environment: Record<string, string> = {},
  { clock, instances = INSTANCES }: StartOptions = {},
): Promise<RunningApp> {
  const dataDir = environment.DATA_DIR ?? (await mkdtemp(join(tmpdir(), 'medadmin-')));
  const before = { ...process.env };
  Object.assign(process.env, {
    DATA_DIR: dataDir,
    RATE_LIMIT: 'off',
    // Many tests share few cores; what happens to a process that cannot keep up is tested by itself.
    MAX_EVENT_LOOP_DELAY_MS: '60000',
    LOG_LEVEL: 'silent',
    BACKUP_INTERVAL: 'off',
    JWT_SECRET: TEST_SECRET,
    ...engineSettings(dataDir),
    ...environment,
  });
  const apps = [await instance(clock)];
  while (apps.length < instances) apps.push(await instance(clock));
  process.env = before;
  const [app] = apps as [NestExpressApplication];
  const proxy = apps.length > 1 ? await RoundRobin.start(apps.map(portOf)) : undefined;
  const url = proxy?.url ?? `http://127.0.0.1:${portOf(app)}`;
  const close = async (): Promise<void> => {
    await proxy?.stop();
    // fetch opens a connection ahead in the place of one whose answer it gave up; if nothing is sent on it any more, the
    // server would wait for a minute.
    const cut = setTimeout(() => {
      for (const each of apps) each.getHttpServer().closeAllConnections();
    }, CUT_MS);
    for (const each of apps) await each.close();
    clearTimeout(cut);
  };
  const stop = async (): Promise<void> => {
    await close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { app, apps, url, dataDir, api: new ApiClient(url), close, stop };
}

async function instance(clock: Clock | undefined): Promise<NestExpressApplication> {
  const { app } = await createHttpApp(AppModule, createLogger('silent'));
  // Nobody has asked for the time yet; what was injected everywhere is this one object.
  if (clock) app.get(Clock).now = () => clock.now();
  bindTenantRoutes(app);
  await app.listen(0, '127.0.0.1');
  return app;
}

function portOf(app: NestExpressApplication): number {
  return (app.getHttpServer().address() as AddressInfo).port;
}
