import { Global, Module } from '@nestjs/common';
import { loadSettings, processEnvironment } from './load-settings.js';
import { Settings } from './settings.js';

/** Provides Settings to everybody. */
@Global()
@Module({
  providers: [{ provide: Settings, useFactory: () => loadSettings(processEnvironment()) }],
  exports: [Settings],
})
export class SettingsModule {}
