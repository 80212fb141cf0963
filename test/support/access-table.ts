import { ROLES } from '../../src/common/index.js';
import type { RoutePolicy } from './route-policies.js';

const HEAD = `# Who may call what

Written from the handlers' decorators by \`npm run docs:access\`; a test holds both together, and another one calls every
route as every kind of person. "Ended" says whether a route works for a company whose subscription has ended:
\`reads\` while it is read-only, \`always\` also when it is locked. A name like "+1 doctors" is
that of what the plan limits and the route adds to; "fresh proof" is asked of people who have a second factor.

| route | ${ROLES.join(' | ')} | superuser | nobody signed in | ended |
|---|${'---|'.repeat(ROLES.length + 3)}
`;

/** docs/access.md, as the routes have it. */
export function accessTable(policies: readonly RoutePolicy[]): string {
  return HEAD + policies.map((one) => `| ${cells(one).join(' | ')} |\n`).join('');
}

function cells({ route, policy, allowsInactive, stepUp, counts }: RoutePolicy): string[] {
  const kind = policy?.kind;
  const everybody = kind === 'public' || kind === 'signed-in';
  const roles = ROLES.map((role) => everybody || (policy?.kind === 'roles' && policy.roles.includes(role)));
  const may = [...roles, everybody || kind === 'superusers', kind === 'public'];
  const name = `\`${route}\`${counts === undefined ? '' : `, +1 ${counts}`}${stepUp ? ', fresh proof' : ''}`;
  return [name, ...may.map((yes) => (yes ? '✓' : '')), ended(route, kind === 'roles' && !allowsInactive)];
}

function ended(route: string, asksForSubscription: boolean): string {
  if (!asksForSubscription) return 'always';
  return route.startsWith('GET ') ? 'reads' : '';
}
