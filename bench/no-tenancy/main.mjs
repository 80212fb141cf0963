/**
 * The same as dist/main.js for an application without tenancy. Argument: `own`, each commit is flushed by itself and
 * before the next, as SQLite does it; or `shared`, those that come together share a flush, which only one file allows.
 */
import 'reflect-metadata';
import { closeSync, fdatasyncSync, openSync } from 'node:fs';
import { loadSettings, processEnvironment } from '../../dist/config/index.js';
import { LogFlush } from '../../dist/database/sqlite/log-flush.js';
import { createHttpApp, createLogger } from '../../dist/http/index.js';
import { NoTenancyModule } from './no-tenancy.module.mjs';

if (process.argv[2] === 'own') {
  LogFlush.prototype.settle = async function settle() {
    const log = openSync(`${this.path}-wal`, 'r');
    fdatasyncSync(log);
    closeSync(log);
  };
}
const settings = loadSettings(processEnvironment());
const logger = createLogger(settings.logLevel);
const { app, stop } = await createHttpApp(NoTenancyModule, logger);
await app.init();
stop.listen();
await app.listen(settings.port, settings.host);
