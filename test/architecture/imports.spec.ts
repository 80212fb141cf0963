import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const SRC = resolve('src');

/** Arrows point left: a folder may import those that stand before it in its row. See docs/architecture.md. */
const ROWS = [
  ['common', 'config', 'http'],
  ['common', 'config', 'observability'],
  ['common', 'config', 'database', 'audit', 'tenancy', 'fleet', 'mail', 'subscription', 'master'],
];
/** The rate limits of sign-in are declared at its handlers. */
const EXTRA: Readonly<Record<string, readonly string[]>> = { master: ['http'], database: ['http'] };
const CLINIC_MODEL_MAY = ['common', 'tenancy', 'subscription'];
/** They compose, and may name everyone. */
const COMPOSERS = ['main.ts', 'start', 'app.module.ts', 'tenant-models.ts', 'cli', 'make-migrations', 'new-model'];

interface Import {
  readonly from: string;
  readonly fromFolder: string;
  readonly to: string;
  readonly toFolder: string;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sourceFiles(path);
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts') ? [path] : [];
  });
}

const topFolder = (path: string): string => relative(SRC, path).split('/')[0] ?? '';

function importsOf(file: string, text = readFileSync(file, 'utf8')): Import[] {
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].map((match) => match[1] ?? '');
  return specifiers.map((specifier) => {
    const target = resolve(dirname(file), specifier);
    return {
      from: relative(SRC, file),
      fromFolder: topFolder(file),
      to: relative(SRC, target),
      toFolder: topFolder(target),
    };
  });
}

function allowed(folder: string): readonly string[] {
  const row = ROWS.find((candidate) => candidate.includes(folder));
  if (!row) return CLINIC_MODEL_MAY;
  return [...row.slice(0, row.indexOf(folder)), ...(EXTRA[folder] ?? [])];
}

/** What is wrong with an import, if anything. */
function fault({ fromFolder, from, to, toFolder }: Import): string | undefined {
  if (fromFolder === toFolder) return undefined;
  const isComposer = COMPOSERS.includes(fromFolder);
  if (!isComposer && !allowed(fromFolder).includes(toFolder)) return `${from} must not know ${toFolder}`;
  const isFileOfItsOwn = ['app.module.js', 'tenant-models.js', 'cli/main.js'].includes(to);
  return isFileOfItsOwn || to === `${toFolder}/index.js` ? undefined : `${from} reaches into ${to}`;
}

const files = sourceFiles(SRC);

describe('the import table of docs/architecture.md', () => {
  it('holds', () => {
    expect(files.length).toBeGreaterThan(80);
    expect(
      files
        .flatMap((file) => importsOf(file))
        .map(fault)
        .filter((found) => found !== undefined),
    ).toEqual([]);
  });

  it('is noticed when it is broken', () => {
    const wrong = (file: string, line: string): (string | undefined)[] => importsOf(join(SRC, file), line).map(fault);
    expect(wrong('doctors/x.ts', "import { Company } from '../master/index.js';")).toEqual([
      'doctors/x.ts must not know master',
    ]);
    expect(wrong('doctors/x.ts', "import { Patient } from '../patients/index.js';")).toEqual([
      'doctors/x.ts must not know patients',
    ]);
    expect(wrong('database/x.ts', "import '../tenancy/index.js';")).toEqual(['database/x.ts must not know tenancy']);
    expect(wrong('master/a/x.ts', "import { P } from '../../tenancy/tenant-pool.js';")).toEqual([
      'master/a/x.ts reaches into tenancy/tenant-pool.js',
    ]);
    expect(wrong('doctors/x.ts', "const m = await import('../database/index.js');")).toEqual([
      'doctors/x.ts must not know database',
    ]);
  });
});

describe('who may reach a database at all', () => {
  const users = (pattern: RegExp): string[] =>
    [...new Set(files.filter((file) => pattern.test(readFileSync(file, 'utf8'))).map(topFolder))].sort();

  it('only the database folder loads a driver or makes a DataSource', () => {
    expect(users(/from 'better-sqlite3'|from 'pg'/)).toEqual(['database']);
    expect(users(/new \w*DataSource\(/)).toEqual(['database']);
  });

  it('only the master’s side injects the master database', () => {
    expect(users(/from '@nestjs\/typeorm'/)).toEqual(['database', 'fleet', 'mail', 'master', 'subscription']);
  });

  it('nobody synchronizes a schema', () => {
    const everywhere = [...files, ...sourceFiles(resolve('test'))];
    const guilty = everywhere.filter((file) => /synchronize: true|\.synchronize\(/.test(readFileSync(file, 'utf8')));
    expect(guilty.map((file) => relative(process.cwd(), file))).toEqual([]);
  });
});

describe('a clinic model', () => {
  it('is one folder and one line in tenant-models.ts', () => {
    const models = readFileSync(join(SRC, 'tenant-models.ts'), 'utf8');
    const folders = readdirSync(SRC, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    const clinicModels = folders.filter((folder) => !ROWS.flat().includes(folder) && !COMPOSERS.includes(folder));
    expect(clinicModels).toEqual(expect.arrayContaining(['appointments', 'doctors', 'patients']));
    for (const model of clinicModels) {
      const users = files.filter((file) =>
        importsOf(file).some((one) => one.toFolder === model && one.fromFolder !== model),
      );
      const composers = users.map((file) => relative(SRC, file)).filter((file) => !file.startsWith('cli/'));
      expect(composers).toEqual(['tenant-models.ts']);
      expect(models.match(new RegExp(`\\./${model}/index\\.js`, 'g'))).toHaveLength(1);
    }
  });
});

describe('files', () => {
  it('are short: none over 200 lines, half of them at most 50', () => {
    const lengths = files.map((file) => readFileSync(file, 'utf8').split('\n').length - 1).sort((a, b) => a - b);
    expect(lengths.at(-1)).toBeLessThanOrEqual(200);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(50);
  });

  it('declare the errors of their folder in one place', () => {
    const elsewhere = files.filter(
      (file) =>
        /class \w+ extends (ProblemError|ValidationError|Error)\b/.test(readFileSync(file, 'utf8')) &&
        !/\.errors?\.ts$/.test(file),
    );
    expect(elsewhere.map((file) => relative(SRC, file))).toEqual([]);
  });
});
