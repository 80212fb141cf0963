import { Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from './clock.js';
import { KeyRotation } from './key-rotation.js';

/** What every folder may ask for. */
@Global()
@Module({
  providers: [{ provide: Clock, useFactory: () => new SystemClock() }, KeyRotation],
  exports: [Clock, KeyRotation],
})
export class CommonModule {}
