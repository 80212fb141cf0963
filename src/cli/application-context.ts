import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { loadSettings, processEnvironment } from '../config/index.js';
import { createLogger, NestLogger } from '../http/index.js';
import { CliApplicationModule } from './cli-application.module.js';

/** Puts the program together without server and schedules. @throws SettingsError; what opening the master throws. */
export async function openApplication(): Promise<INestApplicationContext> {
  const environment = processEnvironment();
  const { logLevel } = loadSettings(environment);
  // Quiet unless somebody asked for a log: what a command has to say, it says itself.
  const logger = environment.LOG_LEVEL ? new NestLogger(createLogger(logLevel, 2)) : false;
  return NestFactory.createApplicationContext(CliApplicationModule, { logger, abortOnError: false });
}
