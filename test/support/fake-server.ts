import { EventEmitter } from 'node:events';
import type { Client } from 'pg';
import type { ConnectionUser } from '../../src/database/postgres/connection-budget.js';

/** Counts what a server would see: connections that are made and not ended. */
export class FakeServer {
  open = 0;
  mostOpen = 0;
  made = 0;
  readonly ended: string[] = [];

  user(name: string, most = 2): ConnectionUser {
    return { name, most, open: () => this.connect(name) };
  }

  private async connect(name: string): Promise<Client> {
    await Promise.resolve();
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
