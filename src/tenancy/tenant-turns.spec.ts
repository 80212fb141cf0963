import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { loadSettings } from '../config/index.js';
import { CompanyBusyError } from './tenancy.errors.js';
import { CompanyTurns, TenantTurns } from './tenant-turns.js';

/** Requests of companies that are answered at once when they have their turn, and in which order that was. */
class Traffic {
  readonly order: string[] = [];
  readonly turns: TenantTurns;
  private readonly companies = new Map<string, CompanyTurns>();
  mostAtOnce = 0;

  constructor(environment: Record<string, string> = {}) {
    this.turns = new TenantTurns(loadSettings(environment));
  }

  of(name: string): CompanyTurns {
    const company = this.companies.get(name) ?? new CompanyTurns();
    this.companies.set(name, company);
    return company;
  }

  async send(name: string, work: () => Promise<unknown> = () => Promise.resolve()): Promise<void> {
    const company = this.of(name);
    await this.turns.enter(company);
    this.order.push(name);
    this.mostAtOnce = Math.max(this.mostAtOnce, company.active);
    await work();
    this.turns.leave(company);
  }
}

describe('TenantTurns', () => {
  let traffic: Traffic;
  beforeEach(() => {
    traffic = new Traffic();
  });

  it('makes nobody wait longer than to the end of the turn when nothing is busy', async () => {
    const both = Promise.all([traffic.send('a'), traffic.send('b')]);
    await nextTurn();
    expect(traffic.order).toEqual(['a', 'b']);
    await both;
  });

  /** What three requests do that come one after the other in one turn of the event loop, in two steps each. */
  async function steps(enter: (name: string) => Promise<void> | undefined): Promise<string[]> {
    const done: string[] = [];
    const request = async (name: string): Promise<void> => {
      await enter(name);
      done.push(`${name} 1`);
      await Promise.resolve();
      done.push(`${name} 2`);
    };
    await Promise.all(['a', 'b', 'c'].map((name) => nextTurn().then(() => request(name))));
    return done;
  }

  it('has those that come together work side by side, step by step', async () => {
    const done = await steps((name) => traffic.turns.enter(traffic.of(name)));
    expect(done).toEqual(['a 1', 'b 1', 'c 1', 'a 2', 'b 2', 'c 2']);
  });

  it('control: without turns each would be done before the next begins', async () => {
    expect(await steps(() => undefined)).toEqual(['a 1', 'a 2', 'b 1', 'b 2', 'c 1', 'c 2']);
  });

  it('has no more than sixteen begin together, and the others after them in their order', async () => {
    const names = Array.from({ length: 40 }, (_each, number) => `company ${number}`);
    const all = Promise.all(names.map((name) => traffic.send(name)));
    const begun: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      await nextTurn();
      begun.push(traffic.order.length);
    }
    await all;
    expect(begun).toEqual([16, 32, 40]);
    expect(traffic.order).toEqual(names);
  });

  it('lets one request in before a hundred that came earlier', async () => {
    const busy = Array.from({ length: 100 }, () => traffic.send('busy'));
    await Promise.all([...busy, traffic.send('quiet')]);
    expect(traffic.order.indexOf('quiet')).toBeLessThanOrEqual(1);
    expect(traffic.order.filter((name) => name === 'busy')).toHaveLength(100);
  });

  it('control: without turns it would come last', async () => {
    const order: string[] = [];
    const send = async (name: string): Promise<void> => void order.push(name);
    await Promise.all([...Array.from({ length: 100 }, () => send('busy')), send('quiet')]);
    expect(order.indexOf('quiet')).toBe(100);
  });

  it('lets companies that all have much to do take turns', async () => {
    const names = ['a', 'b', 'c'];
    await Promise.all(names.flatMap((name) => Array.from({ length: 50 }, () => traffic.send(name))));
    for (let end = 15; end <= 150; end += 15) {
      const counts = names.map((name) => traffic.order.slice(0, end).filter((one) => one === name).length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
  });

  it('answers each company in the order in which it asked', async () => {
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 50 }, async (_each, number) => {
        const company = traffic.of('a');
        await traffic.turns.enter(company);
        order.push(number);
        traffic.turns.leave(company);
      }),
    );
    expect(order).toEqual(Array.from({ length: 50 }, (_each, number) => number));
  });

  it('has no more of a company under way than it may', async () => {
    traffic = new Traffic({ COMPANY_CONCURRENCY: '3' });
    const work = async (): Promise<void> => {
      for (let turn = 0; turn < 10; turn += 1) await nextTurn();
    };
    await Promise.all(Array.from({ length: 40 }, () => traffic.send('a', work)));
    expect(traffic.mostAtOnce).toBe(3);
    expect(traffic.of('a').active).toBe(0);
  });

  it('is not held up for others by a company whose requests never end', async () => {
    traffic = new Traffic({ COMPANY_CONCURRENCY: '2' });
    for (let each = 0; each < 10; each += 1) void traffic.send('stuck', () => new Promise(() => undefined));
    await Promise.all(Array.from({ length: 10 }, () => traffic.send('other', () => nextTurn())));
    expect(traffic.order.filter((name) => name === 'stuck')).toHaveLength(2);
  });

  it('refuses what would wait for too long, and takes requests again when there is room', async () => {
    traffic = new Traffic({ COMPANY_CONCURRENCY: '1', COMPANY_QUEUE: '2' });
    const company = traffic.of('a');
    void traffic.turns.enter(company);
    const waiting = [traffic.turns.enter(company), traffic.turns.enter(company)];
    expect(() => traffic.turns.enter(company)).toThrow(CompanyBusyError);
    await traffic.turns.enter(traffic.of('b'));
    expect(() => traffic.turns.enter(company)).toThrow(CompanyBusyError);
    traffic.turns.leave(company);
    await waiting[0];
    void traffic.turns.enter(company);
    expect(() => traffic.turns.enter(company)).toThrow(CompanyBusyError);
  });
});
