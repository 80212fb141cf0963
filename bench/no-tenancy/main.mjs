/** The same as dist/main.js for an application without tenancy. */
import 'reflect-metadata';
import { loadSettings, processEnvironment } from '../../dist/config/index.js';
import { createHttpApp, createLogger } from '../../dist/http/index.js';
import { NoTenancyModule } from './no-tenancy.module.mjs';

const settings = loadSettings(processEnvironment());
const logger = createLogger(settings.logLevel);
const { app, stop } = await createHttpApp(NoTenancyModule, logger);
await app.init();
stop.listen();
await app.listen(settings.port, settings.host);
