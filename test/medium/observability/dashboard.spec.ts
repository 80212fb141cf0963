/** @engine none: reads files. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metricNames } from '../../support/metrics-text.js';
import { startApp } from '../../support/start-app.js';
import type { RunningApp } from '../../support/start-app.js';

interface Dashboard {
  readonly panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[];
}

const SUFFIX = /_(bucket|sum|count)$/;
/** What Prometheus itself keeps. */
const OF_PROMETHEUS = ['up'];

const dashboard = JSON.parse(readFileSync('docs/grafana/medadmin.json', 'utf8')) as Dashboard;
const expressions = {
  dashboard: dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  alerts: [...readFileSync('docs/prometheus/alerts.yml', 'utf8').matchAll(/^\s+expr: (.*)$/gm)].map(
    ([, expr = '']) => expr,
  ),
};

/** Names of metrics in an expression: words that are neither functions, labels nor keywords. */
function named(expression: string): string[] {
  const bare = expression.replace(/\{[^}]*\}|"[^"]*"|\[[^\]]*\]|\b(by|without) \([^)]*\)/g, ' ');
  return [...bare.matchAll(/\b([a-z][a-z0-9_]*)\b(?!\s*\()/g)].map(([, name = '']) => name);
}

describe('the dashboard and the alerts', () => {
  let running: RunningApp;
  let known: Set<string>;
  beforeAll(async () => {
    running = await startApp();
    known = new Set([...metricNames((await running.api.get('/metrics')).text), ...OF_PROMETHEUS]);
  });
  afterAll(() => running.stop());
  const unknown = (list: readonly string[]): string[] =>
    list.flatMap(named).filter((name) => !known.has(name) && !known.has(name.replace(SUFFIX, '')));

  it.each(['dashboard', 'alerts'] as const)('name no metric that the server does not have: %s', (which) => {
    expect(expressions[which].length).toBeGreaterThan(10);
    expect(unknown(expressions[which])).toEqual([]);
  });

  it('show everything that the server counts by itself', () => {
    const shown = new Set(expressions.dashboard.flatMap(named).map((name) => name.replace(SUFFIX, '')));
    expect([...known].filter((name) => name.startsWith('medadmin_') && !shown.has(name))).toEqual([]);
  });

  it('are told by the operating manual, metric by metric', () => {
    const manual = readFileSync('docs/operating.md', 'utf8');
    const told = [...manual.matchAll(/`(?:medadmin|…)_([a-z_]+)`/g)].map(([, name = '']) => name);
    const ours = [...known].filter((name) => name.startsWith('medadmin_'));
    expect(ours.filter((name) => !told.some((end) => name.endsWith(end)))).toEqual([]);
  });

  it('control: a metric that is misspelt is noticed', () => {
    expect(unknown(['sum by (code) (rate(medadmin_problem_total{code="x"}[5m])) > 0'])).toEqual([
      'medadmin_problem_total',
    ]);
  });
});
