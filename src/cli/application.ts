import { Injectable } from '@nestjs/common';
import type { Abstract, INestApplicationContext, OnApplicationShutdown, Type } from '@nestjs/common';
import { openApplication } from './application-context.js';

/**
 * The services of the program, put together when a command first asks for one: `--help` and a mistyped option must not
 * create a database.
 */
@Injectable()
export class Application implements OnApplicationShutdown {
  private context: Promise<INestApplicationContext> | undefined;

  /** @throws SettingsError; what opening the master database throws. */
  async get<Service>(service: Type<Service> | Abstract<Service>): Promise<Service> {
    this.context ??= openApplication();
    return (await this.context).get<Service>(service, { strict: false });
  }

  /** Closes the databases; a service that is asked for later opens them again. */
  async close(): Promise<void> {
    const { context } = this;
    this.context = undefined;
    await (await context?.catch(() => undefined))?.close();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }
}
