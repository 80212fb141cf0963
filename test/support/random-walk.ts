import fc from 'fast-check';
import type { RouteCase } from '../isolation/route-cases.js';
import type { Answer, ApiClient } from './api-client.js';

/** One of the companies whose people walk about. */
export interface Walker {
  readonly api: ApiClient;
  readonly companyId: number;
  readonly slug: string;
  /** What stands in all of its rows, and in nobody else's. */
  readonly canary: string;
  /** Tokens that let nobody in: those of its people that have expired, were forged or are for something else. */
  readonly badTokens: readonly string[];
}

export interface Walk {
  readonly walkers: readonly Walker[];
  readonly cases: Readonly<Record<string, RouteCase>>;
  readonly requests: number;
  readonly seed: number;
  /** All that a company has, which only its own people change. */
  readonly stateOf: (walker: Walker) => Promise<string>;
}

/** What came of a walk. */
export interface WalkReport {
  /** Answers with something of another company, and doors that a bad token opened. */
  readonly shown: string[];
  /** Stretches after which another company had something else than before. */
  readonly changed: string[];
  /** How many answers showed the company's own, and how many stretches changed it. */
  own: number;
  writes: number;
  /** Answers by status. */
  readonly statuses: Record<number, number>;
}

interface Step {
  readonly route: string;
  readonly victim: number;
  readonly badToken: number | null;
  readonly id: number;
  readonly hints: readonly HintName[];
}

const STEPS_AT_ONCE = 50;
/** All companies have rows of these numbers, as many as have not been deleted on the way. */
const COMMON_IDS = 4;
const OTHER_IDS = 60;
/** They end the session that the walk goes on with. */
const ENDING = ['POST /api/auth/logout'];

interface Hint {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: Readonly<Record<string, unknown>>;
}
type HintName = 'header' | 'slug' | 'host' | 'query' | 'body';

/** Ways to name another company beside one's own token. */
const HINTS: Readonly<Record<HintName, (victim: Walker) => Hint>> = {
  header: ({ companyId }: Walker) => ({
    headers: { 'X-Tenant-Id': String(companyId), 'X-Company-Id': String(companyId) },
  }),
  slug: ({ slug }: Walker) => ({ headers: { 'X-Tenant': slug, 'X-Company': slug } }),
  host: ({ slug }: Walker) => ({ headers: { Host: `${slug}.localhost`, 'X-Forwarded-Host': `${slug}.localhost` } }),
  query: ({ companyId, slug }: Walker) => ({ query: `?companyId=${companyId}&tenant=${slug}` }),
  body: ({ companyId }: Walker) => ({ body: { companyId } }),
};
/** Most routes refuse these as fields that they do not know. */
const IN_REQUEST = fc.oneof(
  { weight: 4, arbitrary: fc.constant<HintName[]>([]) },
  { weight: 1, arbitrary: fc.constantFrom<HintName[]>(['query'], ['body']) },
);

const stretches = (walkers: number, cases: Walk['cases']): fc.Arbitrary<{ actor: number; steps: Step[] }> => {
  const routes = Object.keys(cases).filter((route) => !ENDING.includes(route));
  const step = fc.record({
    // As often those of companies' data as all together.
    route: fc.oneof(
      fc.constantFrom(...routes),
      fc.constantFrom(...routes.filter((route) => cases[route]?.kind === 'tenant')),
    ),
    victim: fc.integer({ min: 1, max: walkers - 1 }),
    badToken: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat(1000) }),
    id: fc.oneof(fc.integer({ min: 1, max: COMMON_IDS }), fc.integer({ min: 1, max: OTHER_IDS })),
    hints: fc.tuple(fc.subarray<HintName>(['header', 'slug', 'host']), IN_REQUEST).map((hints) => hints.flat()),
  });
  const steps = fc.array(step, { minLength: STEPS_AT_ONCE, maxLength: STEPS_AT_ONCE });
  return fc.record({ actor: fc.nat(walkers - 1), steps });
};

/**
 * Sends random requests, each by somebody of one company who names another one's rows, number, slug and host. The same seed
 * sends the same.
 */
export async function walk(task: Walk): Promise<WalkReport> {
  const { walkers, cases, requests, seed, stateOf } = task;
  const report: WalkReport = { shown: [], changed: [], own: 0, writes: 0, statuses: {} };
  const numRuns = Math.ceil(requests / STEPS_AT_ONCE);
  let before = await Promise.all(walkers.map(stateOf));
  for (const { actor, steps } of fc.sample(stretches(walkers.length, cases), { numRuns, seed })) {
    for (const step of steps) await take(task, actor, step, report);
    const after = await Promise.all(walkers.map(stateOf));
    for (const [index, { canary }] of walkers.entries()) {
      if (after[index] === before[index]) continue;
      if (index === actor) report.writes += 1;
      else report.changed.push(`${walkers[actor]?.canary} changed something of ${canary}, seed ${seed}`);
    }
    before = after;
  }
  // An access token lasts for fifteen minutes.
  for (const { api, canary } of walkers)
    if ((await api.get('/api/auth/me')).status !== 200) throw new Error(`${canary} did not stay signed in`);
  return report;
}

async function take({ walkers, cases, seed }: Walk, actor: number, step: Step, report: WalkReport): Promise<void> {
  const self = walkers[actor]!;
  const victim = walkers[(actor + step.victim) % walkers.length]!;
  const token = step.badToken === null ? undefined : self.badTokens[step.badToken % self.badTokens.length];
  const answer = await send(cases, token === undefined ? self.api : self.api.as(token), victim, step, self.canary);
  report.statuses[answer.status] = (report.statuses[answer.status] ?? 0) + 1;
  const text = `${answer.text}\n${JSON.stringify([...answer.headers])}`;
  const others = walkers.filter((other) => other !== self && text.includes(other.canary));
  for (const { canary } of others) report.shown.push(`${step.route} showed ${canary} to ${self.canary}, seed ${seed}`);
  if (text.includes(self.canary)) report.own += 1;
  const isOpened = token !== undefined && cases[step.route]?.kind !== 'public' && answer.status !== 401;
  if (isOpened) report.shown.push(`${step.route} answered ${answer.status} to a bad token, seed ${seed}`);
}

function send(
  cases: Walk['cases'],
  api: ApiClient,
  victim: Walker,
  { route, id, hints }: Step,
  mark: string,
): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  const named = hints.map((hint) => HINTS[hint](victim));
  const headers = Object.assign({}, ...named.map((each) => each.headers)) as Record<string, string>;
  const query = named.map((each) => each.query ?? '').join('');
  const given = Object.assign({}, marked(cases[route]?.body ?? {}, mark), ...named.map((each) => each.body)) as object;
  const body = method === 'GET' ? undefined : given;
  const target = path.replace(':id', String(id)).replace(':kind', 'patients').replace(/:\w+/, victim.slug);
  return api.send(method, target + query, body, headers);
}

/** A body whose names and remarks are the company's own. */
function marked(body: Record<string, unknown>, mark: string): Record<string, unknown> {
  const texts = ['firstName', 'lastName', 'specialty', 'notes', 'address', 'reason'].filter((name) => name in body);
  return { ...body, ...Object.fromEntries(texts.map((name) => [name, mark])) };
}
