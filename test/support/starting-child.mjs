/** Starts the application as commands and servers have it, and ends: what V8 compiles for that is kept for all programs. */
import 'reflect-metadata';
import { AppModule } from '../../dist/app.module.js';
import { openApplication } from '../../dist/cli/application-context.js';
import { createHttpApp, createLogger } from '../../dist/http/index.js';
import { bindTenantRoutes } from '../../dist/tenancy/index.js';

await (await openApplication()).close();
const { app } = await createHttpApp(AppModule, createLogger('silent'));
bindTenantRoutes(app);
await app.listen(0, '127.0.0.1');
await app.close();
