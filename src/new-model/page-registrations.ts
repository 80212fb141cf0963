import { Insertion } from './insertion.js';
import type { ModelPlan } from './model-plan.js';

const TEXTS = 'web/src/texts/en/index.ts';
const ROUTES = 'web/src/app/routes-clinic.ts';
const SHELL = 'web/src/app/ClinicShell.tsx';
const PATHS = 'src/http/pages/page-paths.ts';

/** How the files that know all pages come to know a model's; by the file, as a path from the root. */
export const PAGE_REGISTRATIONS: Readonly<Record<string, (text: string, plan: ModelPlan) => string>> = {
  [TEXTS]: (text, { names: { many, manyName } }) =>
    new Insertion(TEXTS, text)
      .import(`import { ${manyName} } from './${many}.js';`)
      .after(/(export const en = \{\n)/, `  ${manyName},\n`)
      .toString(),

  [ROUTES]: (text, { names }) =>
    new Insertion(ROUTES, text)
      .after(
        /([^]*\n)const subscriptionRoute = /,
        `const ${names.manyName}Route = createRoute({
  ...parent,
  path: '/${names.many}',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('${pageOf(names)}'), '${names.manyClass}Page'),
});

`,
      )
      .after(/(clinicRoute\.addChildren\(\[\n[^\]]*?)  subscriptionRoute,/, `  ${names.manyName}Route,\n`)
      .toString(),

  [SHELL]: (text, { names: { many, manyName } }) =>
    new Insertion(SHELL, text)
      .after(
        /(const ITEMS: readonly NavigationItem\[\] = \[\n[^\]]*?)  \{ to: '\/subscription\/'/,
        `  { to: '/${many}/', label: texts.${manyName}.title, icon: 'list' },\n`,
      )
      .toString(),

  [PATHS]: (text, { names: { many } }) =>
    new Insertion(PATHS, text)
      .after(/(const SECTIONS = \[\n(?: {2}'[\w-]+',\n)*?)  'subscription',/, `  '${many}',\n`)
      .toString(),
};

const pageOf = ({ many, manyClass }: ModelPlan['names']): string => `../${many}/${manyClass}Page.js`;
