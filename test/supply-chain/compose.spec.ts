/** @engine none: about the file compose.yaml. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';
import { settingDeclarations } from '../../src/config/setting.js';
import { loadSettings } from '../../src/config/load-settings.js';
import { limitConnections } from '../../src/http/server-limits.js';

interface Service {
  readonly image?: string;
  readonly ulimits?: Readonly<Record<string, number>>;
  readonly build?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: readonly string[] | Readonly<Record<string, { readonly condition: string }>>;
  readonly volumes?: readonly string[];
  readonly configs?: readonly { readonly source: string; readonly target: string }[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly configs: Readonly<Record<string, { readonly content: string }>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const SECRETS: Readonly<Record<string, string>> = {
  POSTGRES_PASSWORD: 'postgresPassword1',
  MASTER_PASSWORD: 'masterPassword1',
  JWT_SECRET: 'j'.repeat(40),
  TENANT_ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
};
const text = readFileSync('compose.yaml', 'utf8');
const compose = load(text, { schema: CORE_SCHEMA.withTags(mergeTag) }) as Compose;
const { services } = compose;
const instances = Object.entries(services).filter(([, { build }]) => build === '.');

/** As Compose fills variables in. */
function filledIn(value: string): string {
  return value.replace(/\$\{(\w+):([?-])([^}]*)\}/g, (_all, name: string, mark: string, otherwise: string) => {
    const found = SECRETS[name];
    if (found === undefined && mark === '?') throw new Error(`${name} is not said in the test`);
    return found ?? otherwise;
  });
}

describe('compose.yaml', () => {
  it('has PostgreSQL, PgBouncer, two instances and a proxy, and refers to nothing that is not there', () => {
    expect(Object.keys(services).sort()).toEqual(['medadmin-1', 'medadmin-2', 'pgbouncer', 'postgres', 'proxy']);
    expect(instances.map(([name]) => name)).toEqual(['medadmin-1', 'medadmin-2']);
    expect(existsSync('Dockerfile')).toBe(true);
    for (const [name, { image, depends_on = [], volumes = [], configs = [] }] of Object.entries(services)) {
      if (!name.startsWith('medadmin')) expect(image).toMatch(/^[\w/]+:\w/);
      const before = Array.isArray(depends_on) ? depends_on : Object.keys(depends_on);
      for (const other of before) expect(services).toHaveProperty([String(other)]);
      for (const volume of volumes) expect(compose.volumes).toHaveProperty([volume.split(':')[0] ?? '']);
      for (const { source } of configs) expect(compose.configs).toHaveProperty([source]);
    }
  });

  it('lets no instance leave a dump of its memory, which has keys and patients in it', () => {
    expect(instances.map(([, { ulimits }]) => ulimits?.core)).toEqual([0, 0]);
  });

  it('gives the instances settings that the program has, and starts with', () => {
    const known = [...settingDeclarations()].map(([, { env }]) => env);
    for (const [, { environment = {} }] of instances) {
      expect(Object.keys(environment).filter((name) => !known.includes(name))).toEqual([]);
      const filled = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, filledIn(value)]));
      const settings = loadSettings(filled);
      expect(settings).toMatchObject({ databaseEngine: 'postgres', postgresConnectionBudget: 80 });
      expect(new URL(settings.databaseUrl ?? '').host).toBe('pgbouncer:6432');
      // Sessions matter to what makes databases: it must not go through PgBouncer.
      expect(new URL(settings.postgresAdminUrl ?? '').host).toBe('postgres:5432');
    }
  });

  it('has PgBouncer in transaction mode, let go of connections before the program gives up waiting', () => {
    const ini = compose.configs.pgbouncer?.content ?? '';
    const valueOf = (name: string): string => new RegExp(`^${name} = (.*)$`, 'm').exec(ini)?.[1] ?? '';
    expect([valueOf('pool_mode'), valueOf('listen_port'), valueOf('auth_type')]).toEqual([
      'transaction',
      '6432',
      'scram-sha-256',
    ]);
    expect(Number(valueOf('server_idle_timeout'))).toBeLessThanOrEqual(5);
    expect(Number(valueOf('max_db_connections'))).toBeLessThan(20);
  });

  it('sends requests to both instances, to the port of the image', () => {
    const proxy = compose.configs.caddy?.content ?? '';
    const port = /PORT=(\d+)/.exec(readFileSync('Dockerfile', 'utf8'))?.[1];
    for (const [name] of instances) expect(proxy).toContain(`${name}:${port}`);
    expect(proxy).toContain('/health/ready');
    expect(proxy).toContain('fail_duration');
    const server = createServer();
    limitConnections(server);
    // The one that keeps a connection longer must not be the proxy, or it writes into one that is being closed.
    expect(Number(/keepalive (\d+)s/.exec(proxy)?.[1]) * 1000).toBeLessThan(server.keepAliveTimeout);
  });

  it('has no password in it', () => {
    const values = [...text.matchAll(/(?:PASSWORD|SECRET|KEY): (.*)$/gm)].map(([, value]) => value);
    expect(values.length).toBeGreaterThanOrEqual(3);
    expect(values.filter((value) => !value?.startsWith('${'))).toEqual([]);
    expect([...text.matchAll(/:\/\/\w+:([^@]+)@/g)].filter(([, value]) => !value?.startsWith('${'))).toEqual([]);
  });
});
