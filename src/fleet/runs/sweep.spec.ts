import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Tenant } from '../../tenancy/index.js';
import { Sweep } from './sweep.js';
import type { SweepControl, SweepEnd, SweepLimits, Turn } from './sweep.js';

type Status = Turn['status'];
interface Outcome extends Turn {
  readonly companyId: number;
}

/** Companies 1 to `count`; told how many of them have been asked for. */
class Companies {
  asked = 0;

  async *to(count: number): AsyncGenerator<Tenant> {
    for (let companyId = 1; companyId <= count; companyId += 1) {
      this.asked = companyId;
      yield await Promise.resolve({ companyId, slug: `c${companyId}`, database: `tenant_c${companyId}` } as const);
    }
  }
}

class Story {
  readonly companies = new Companies();
  readonly told: Outcome[] = [];
  readonly stop = new AbortController();
  atOnce = 0;
  mostAtOnce = 0;
  questions = 0;
  answer = false;
  workMs = 1;
  turnMs = (companyId: number): number => (companyId * 7) % 5;

  /** @param statusOf how a company's turn ends. */
  async run(
    count: number,
    limits: Partial<SweepLimits>,
    statusOf: (companyId: number) => Status = () => 'changed',
  ): Promise<SweepEnd> {
    const turn = async ({ companyId }: Tenant): Promise<Outcome> => {
      this.atOnce += 1;
      this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
      await sleep(this.turnMs(companyId));
      this.atOnce -= 1;
      const status = statusOf(companyId);
      return { companyId, status, durationMs: status === 'changed' ? this.workMs : 0 };
    };
    const control: SweepControl = { stop: this.stop.signal, goOn: async () => this.answers() };
    const all = { concurrency: 4, patienceMs: 2_000, ...limits };
    return new Sweep(all, control, turn, (outcome) => this.told.push(outcome)).over(this.companies.to(count));
  }

  private answers(): boolean {
    this.questions += 1;
    return this.answer;
  }

  numbers(status?: Status): number[] {
    const some = this.told.filter((outcome) => status === undefined || outcome.status === status);
    return some.map((outcome) => outcome.companyId).sort((a, b) => a - b);
  }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('a sweep over companies', () => {
  it('gives each one turn, as many at the same time as it may, and holds no more of them', async () => {
    const story = new Story();
    let mostHeld = 0;
    const end = await story.run(50, { concurrency: 3 }, () => {
      mostHeld = Math.max(mostHeld, story.companies.asked - story.told.length);
      return 'changed';
    });
    expect(end).toBe('complete');
    expect(mostHeld).toBeLessThanOrEqual(3 + 1);
    expect(story.numbers()).toEqual(upTo(50));
    expect(story.mostAtOnce).toBe(3);
  });

  it.each([
    // So much work, in milliseconds, so many ahead: all that may be, those of a quarter of a second at two places, nobody.
    [1, 50],
    [100, 5],
    [600, 0],
  ])('has others wait in their turn where one takes %d ms of work: %d', async (workMs, ahead) => {
    const story = new Story();
    story.workMs = workMs;
    await story.run(400, { concurrency: 2, ahead: 50 });
    expect(story.mostAtOnce).toBe(2 + ahead);
  });

  it('has as many of them wait where turns take long for other reasons than work', async () => {
    const story = new Story();
    story.turnMs = () => 300;
    await story.run(150, { concurrency: 2, ahead: 50 });
    expect(story.mostAtOnce).toBe(52);
  });

  it('goes by what was changed: what needed nothing, or failed at once, tells nothing of the work', async () => {
    const story = new Story();
    story.workMs = 600;
    await story.run(100, { concurrency: 2, ahead: 50 }, (id) => (id % 2 === 0 ? 'changed' : 'as-it-was'));
    expect(story.mostAtOnce).toBe(2);
  });

  it('has half as many of them wait as went well, where failures stop it', async () => {
    const story = new Story();
    const tooMany: number[] = [];
    await story.run(100, { concurrency: 2, ahead: 50, maxFailures: 3 }, () => {
      const most = 2 + Math.floor(story.told.length / 2);
      if (story.atOnce + 1 > most) tooMany.push(story.atOnce);
      return 'changed';
    });
    expect(tooMany).toEqual([]);
    expect(story.mostAtOnce).toBeGreaterThan(10);
  });

  it('does not stop for those that fail', async () => {
    const story = new Story();
    expect(await story.run(20, {}, (companyId) => (companyId % 3 === 0 ? 'failed' : 'changed'))).toBe('complete');
    expect(story.numbers('failed')).toEqual([3, 6, 9, 12, 15, 18]);
    expect(story.numbers()).toEqual(upTo(20));
  });

  it('begins with nobody else after too many failures', async () => {
    const story = new Story();
    expect(await story.run(100, { maxFailures: 2 }, () => 'failed')).toBe('max-failures');
    expect(story.told.length).toBeGreaterThanOrEqual(2);
    expect(story.told.length).toBeLessThanOrEqual(2 + 4);
  });

  it('ends well if the last of all was the failure too many', async () => {
    expect(
      await new Story().run(3, { maxFailures: 1, concurrency: 3 }, (id) => (id === 3 ? 'failed' : 'changed')),
    ).toBe('complete');
  });

  it('finishes those under way when it is asked to stop', async () => {
    const story = new Story();
    const end = await story.run(100, {}, (companyId) => {
      if (companyId === 10) story.stop.abort();
      return 'changed';
    });
    expect(end).toBe('interrupted');
    expect(story.atOnce).toBe(0);
    expect(story.told).toHaveLength(story.companies.asked - 1);
    expect(story.told.length).toBeLessThan(20);
  });

  it('stops after exactly the canaries when nobody says to go on, counting only those that needed a change', async () => {
    const story = new Story();
    const end = await story.run(100, { canary: 5, concurrency: 8 }, (id) => (id % 2 === 0 ? 'changed' : 'as-it-was'));
    expect(end).toBe('canary');
    expect(story.numbers('changed')).toHaveLength(5);
    expect(story.questions).toBe(1);
  });

  it('goes on after the canaries when somebody says so, and asks once', async () => {
    const story = new Story();
    story.answer = true;
    expect(await story.run(30, { canary: 5 })).toBe('complete');
    expect(story.numbers()).toEqual(upTo(30));
    expect(story.questions).toBe(1);
  });

  it('asks nobody when there are no more companies than canaries', async () => {
    const story = new Story();
    expect(await story.run(5, { canary: 5 })).toBe('complete');
    expect(story.questions).toBe(0);
  });

  it('comes back to those that are in others’ hands, and stops nobody for them', async () => {
    const story = new Story();
    const freeAt = performance.now() + 250;
    const end = await story.run(20, {}, (id) => (id <= 4 && performance.now() < freeAt ? 'locked' : 'changed'));
    expect(end).toBe('complete');
    expect(story.numbers('changed')).toEqual(upTo(20));
    expect(story.numbers('locked')).toEqual([]);
    // The four came last: all others had their turn meanwhile.
    expect(
      story.told
        .slice(-4)
        .map((outcome) => outcome.companyId)
        .sort((a, b) => a - b),
    ).toEqual(upTo(4));
  });

  it('gives up on those that stay in others’ hands', async () => {
    const story = new Story();
    expect(await story.run(5, { patienceMs: 150 }, (id) => (id === 2 ? 'locked' : 'changed'))).toBe('complete');
    expect(story.numbers('locked')).toEqual([2]);
  });
});
