import 'reflect-metadata';
import { AppModule } from './app.module.js';
import { loadSettings, processEnvironment, SettingsError } from './config/index.js';
import { createHttpApp, createLogger, isWorker, Workers } from './http/index.js';
import { MetricsServer, Traces } from './observability/index.js';
import { StartMigrations } from './fleet/index.js';
import { bindTenantRoutes } from './tenancy/index.js';

/** Starts the HTTP server, nothing else. */
async function main(): Promise<void> {
  // Databases and keys are for this user only.
  process.umask(0o077);
  const settings = loadSettings(processEnvironment());
  const logger = createLogger(settings.logLevel);
  if (settings.webConcurrency > 1 && !isWorker()) {
    new Workers(settings.webConcurrency, logger).start();
    return;
  }
  const { app, stop } = await createHttpApp(AppModule, logger);
  bindTenantRoutes(app);
  await app.init();
  await app.get(StartMigrations).run();
  stop.listen();
  await app.get(Traces).start();
  await app.get(MetricsServer).start();
  await app.listen(settings.port, settings.host);
  logger.info({ url: await app.getUrl() }, 'listening');
}

main().catch((error: unknown) => {
  const reason = error instanceof Error ? error.message : 'unknown error';
  process.stderr.write(`medadmin cannot start:\n${reason}\n`);
  process.exit(error instanceof SettingsError ? SettingsError.EXIT_CODE : 1);
});
