import { Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from './clock.js';

/** What every folder may ask for. */
@Global()
@Module({ providers: [{ provide: Clock, useClass: SystemClock }], exports: [Clock] })
export class CommonModule {}
