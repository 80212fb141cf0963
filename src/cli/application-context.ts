import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { loadSettings, processEnvironment } from '../config/index.js';
import { CliApplicationModule } from './cli-application.module.js';

/** Puts the program together without server and schedules. @throws SettingsError; what opening the master throws. */
export async function openApplication(): Promise<INestApplicationContext> {
  loadSettings(processEnvironment());
  return NestFactory.createApplicationContext(CliApplicationModule, { logger: false, abortOnError: false });
}
