/** @engine none: the document is the same on both. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiDocument } from '../support/api-document.js';
import type { OpenApi } from '../support/api-document.js';
import { runProgram } from '../support/run-program.js';
import { startApp } from '../support/start-app.js';
import type { RunningApp } from '../support/start-app.js';
import { tempFolders } from '../support/temp-folder.js';

const SCHEMA = resolve('web/src/api/schema.ts');

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** Every part of the document, with its path. */
function* parts(node: Node, path = ''): Generator<[path: string, part: Node]> {
  yield [path, node];
  for (const [key, part] of Object.entries(node)) if (isNode(part)) yield* parts(part, `${path}/${key}`);
}

describe('the API document, to those who write clients', () => {
  let running: RunningApp;
  let text: string;
  let document: OpenApi;
  beforeAll(async () => {
    running = await startApp();
    text = (await running.api.get('/openapi.json')).text;
    document = JSON.parse(text) as OpenApi;
  });
  afterAll(() => running.stop());
  const newFolder = tempFolders();

  const lint = (content: string) => {
    const file = join(newFolder(), 'openapi.json');
    writeFileSync(file, content);
    const redocly = resolve('node_modules/@redocly/cli/bin/cli.js');
    const environment = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_NOTIFICATIONS: 'true', CI: 'true' };
    return runProgram(redocly, ['lint', file, '--config', resolve('redocly.yaml'), '--format=json'], environment);
  };

  it('has nothing that a strict linter would mend', async () => {
    const { code, stdout } = await lint(text);
    const { problems, totals } = JSON.parse(stdout) as { problems: unknown[]; totals: Node };
    expect(problems).toEqual([]);
    expect([code, totals]).toEqual([0, { errors: 0, warnings: 0, ignored: 0 }]);
  });

  it('would not pass with an operation that has no name, or a tag that nobody described', async () => {
    const { code, stdout } = await lint(text.replace('"operationId":"listDoctors",', '').replace('"plans"', '"x"'));
    const rules = (JSON.parse(stdout) as { problems: { ruleId: string }[] }).problems.map(({ ruleId }) => ruleId);
    expect(code).toBe(1);
    expect(rules).toEqual(expect.arrayContaining(['operation-operationId', 'operation-tag-defined']));
  });

  it('names every list of values that occurs twice, and refers to it', () => {
    const lists = [...parts(document as unknown as Node)]
      .filter(([path, { enum: values }]) => Array.isArray(values) && values.length > 1 && !path.includes('/example'))
      .map(([, { enum: values }]) => JSON.stringify(values));
    expect(lists.length).toBeGreaterThan(10);
    expect(lists.filter((list, index) => lists.indexOf(list) !== index)).toEqual([]);
  });

  it('says of every parameter and field what it may look like', () => {
    const bare = [...parts(document as unknown as Node)].filter(([path, part]) => {
      const isField = /\/schemas\/\w+\/properties\/\w+$/.test(path);
      if (!isField && !/\/parameters\/\d+$/.test(path)) return false;
      const schema = isField ? part : (part.schema as Node);
      return ![part, schema].some((one) => 'example' in one || '$ref' in one || 'anyOf' in one || 'items' in one);
    });
    expect(bare.map(([path]) => path)).toEqual([]);
  });

  it('has examples that are what their schemas ask for', () => {
    const api = new ApiDocument(document);
    const schemas = Object.keys(document.components.schemas);
    expect(schemas.length).toBeGreaterThan(60);
    for (const name of schemas) {
      const $ref = `#/components/schemas/${name}`;
      expect(api.schemaObjections(name, { $ref }, api.example($ref))).toEqual([]);
    }
  });

  describe('is what the client’s types are made of', () => {
    const check = (file: string) => runProgram(resolve('scripts/client.mjs'), ['--check', file]);

    it('as they are today', async () => {
      expect(await check(SCHEMA)).toMatchObject({ code: 0, stderr: '' });
    });

    it('which is noticed when they are of yesterday', async () => {
      const old = join(newFolder(), 'schema.ts');
      writeFileSync(old, readFileSync(SCHEMA, 'utf8').replace('specialty: string;', 'speciality: string;'));
      const { code, stderr } = await check(old);
      expect([code, stderr]).toEqual([1, expect.stringContaining('npm run client:generate')]);
    });
  });
});
