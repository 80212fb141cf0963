import { Module } from '@nestjs/common';
import type { DynamicModule, Type } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { AppModule } from '../app.module.js';
import { HttpModule } from '../http/index.js';
import { ObservabilityModule } from '../observability/index.js';

type Part = Type | DynamicModule;

/** A command neither listens nor does what the clock says: it does what it was called for and ends. */
const SERVER_ONLY: readonly Type[] = [HttpModule, ObservabilityModule, ScheduleModule];

/** What AppModule is composed of, read from it so that the composition is written down once. */
const parts = (Reflect.getMetadata('imports', AppModule) as Part[]).filter(
  (part) => !SERVER_ONLY.includes(moduleOf(part)),
);

/** The application as commands use it: all of its services, without the server's own parts. */
@Module({ imports: parts })
export class CliApplicationModule {}

function moduleOf(part: Part): Type {
  return 'module' in part ? part.module : part;
}
