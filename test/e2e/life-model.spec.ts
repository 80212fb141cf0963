import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { addSuperuser } from '../support/colleagues.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';

/** More of them by LIFE_RUNS. */
const RUNS = Number(process.env.LIFE_RUNS ?? 6);

/** The company as it should be. */
interface Model {
  state: 'active' | 'suspended' | 'closing' | 'gone';
  /** Before it was to be deleted. */
  before: 'active' | 'suspended';
  slug: number;
}

interface Real {
  readonly superuser: ApiClient;
  readonly id: number;
}

type Step = 'suspend' | 'activate' | 'delete' | 'undelete' | 'rename' | 'erase';

/** What a step makes of the company, and in which states; written anew here, to disagree with the program's own table. */
const LEGAL: Record<Step, (model: Model) => boolean> = {
  suspend: ({ state }) => state === 'active' || state === 'suspended',
  activate: ({ state }) => state === 'active' || state === 'suspended',
  delete: ({ state }) => state === 'active' || state === 'suspended',
  undelete: ({ state }) => state === 'closing',
  rename: ({ state }) => state === 'active' || state === 'suspended',
  erase: ({ state }) => state !== 'gone',
};
const EFFECT: Record<Step, (model: Model) => void> = {
  suspend: (model) => (model.state = 'suspended'),
  activate: (model) => (model.state = 'active'),
  delete: (model) => {
    model.before = model.state as Model['before'];
    model.state = 'closing';
  },
  undelete: (model) => (model.state = model.before),
  rename: (model) => (model.slug += 1),
  erase: (model) => (model.state = 'gone'),
};

class LifeCommand implements fc.AsyncCommand<Model, Real> {
  constructor(private readonly step: Step) {}

  check(): boolean {
    return true;
  }

  async run(model: Model, { superuser, id }: Real): Promise<void> {
    const slug = (number: number): string => `model-${id}-${number}`;
    const body = this.step === 'rename' ? { slug: slug(model.slug + 1) } : undefined;
    const { status } = await superuser.post(`/api/admin/companies/${id}/${this.step}`, body);
    const isLegal = LEGAL[this.step](model);
    expect([this.step, model.state, status]).toEqual([
      this.step,
      model.state,
      isLegal ? 200 : model.state === 'gone' ? 404 : 409,
    ]);
    if (isLegal) EFFECT[this.step](model);
    const found = await superuser.get<Record<string, unknown>>(`/api/admin/companies/${id}`);
    if (model.state === 'gone') return expect(found.status).toBe(404);
    const status2 = model.state === 'closing' ? model.before : model.state;
    expect([found.body.status, found.body.eraseAt === null]).toEqual([status2, model.state !== 'closing']);
    if (model.slug > 0) expect(found.body.slug).toBe(slug(model.slug));
  }

  toString(): string {
    return this.step;
  }
}

describe('a company, whatever is done to it in whatever order,', () => {
  let running: RunningApp;
  let superuser: ApiClient;
  beforeAll(async () => {
    running = await startApp();
    superuser = await addSuperuser(running.app, running.api);
  });
  afterAll(() => running.stop());

  it('does what is legal and answers 409 to the rest', async () => {
    const steps = Object.keys(LEGAL) as Step[];
    // Rarely the last one, after which there is nothing left to do.
    const step = fc.oneof(
      { weight: 1, arbitrary: fc.constant<Step>('erase') },
      ...steps.map((each) => ({
        weight: each === 'erase' ? 0 : 3,
        arbitrary: fc.constant(each),
      })),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.commands([step.map((each) => new LifeCommand(each))], { maxCommands: 12 }),
        async (commands) => {
          const { signedIn } = await registerCompany(running.api);
          const model: Model = { state: 'active', before: 'active', slug: 0 };
          await fc.asyncModelRun(() => ({ model, real: { superuser, id: signedIn.company.id } }), commands);
        },
      ),
      { numRuns: RUNS },
    );
  });
});
