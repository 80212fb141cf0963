import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import type { ConnectionUser } from '../../src/database/postgres/connection-budget.js';

/** Counts what a server would see: connections that are made and not ended. */
export class FakeServer {
  open = 0;
  mostOpen = 0;
  made = 0;
  readonly ended: string[] = [];

  /** @param connectMs what making a connection takes, in milliseconds. */
  constructor(private readonly connectMs = 0) {}

  user(name: string, most = 2): ConnectionUser {
    return { name, most, open: () => this.connect(name) };
  }

  private async connect(name: string): Promise<Client> {
    if (this.connectMs > 0) await sleep(this.connectMs);
    this.open += 1;
    this.made += 1;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    const end = async (): Promise<void> => {
      await Promise.resolve();
      this.open -= 1;
      this.ended.push(name);
    };
    return Object.assign(new EventEmitter(), { end }) as unknown as Client;
  }
}
