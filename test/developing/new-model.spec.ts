/** @engine none: writes and builds sources; what the model does on PostgreSQL, its own tests say. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerCompany } from '../support/api-client.js';
import { axeFaults, Visitor } from '../support/browser/browser-test.js';
import { launchBrowser } from '../support/browser/chromium.mjs';
import { BuiltServer } from '../support/built-server.js';
import { CheckoutCopy } from '../support/checkout-copy.js';
import { runProgram } from '../support/run-program.js';
import type { Ran } from '../support/run-program.js';

const PATIENCE_MS = 400_000;
const SOURCES = ['src', 'test', 'web', 'docs'];
const LINTED = 'test/wrong-lint.ts';
/** The first two are not named to the check: they are found by what they import. */
const WRONG = {
  'test/wrong.ts':
    "import { ROUTE_CASES } from './isolation/route-cases.js';\nexport const CASES: number = ROUTE_CASES;\n",
  'web/src/wrong.ts':
    "import { InvoicesPage } from './invoices/InvoicesPage';\nexport const page: number = InvoicesPage;\n",
  [LINTED]: 'Promise.resolve();\nexport {};\n',
};

/** The command that CONTRIBUTING.md tells to type. */
function recipe(): string[] {
  const [, words = ''] = /^npx medadmin (new-model .*)$/m.exec(readFileSync('CONTRIBUTING.md', 'utf8')) ?? [];
  return words.split(' ').map((word) => word.replaceAll("'", ''));
}

/** By the list and the form that were written, of which nobody wrote a line. */
async function addInvoice(visitor: Visitor, owner: { username: string; password: string }): Promise<void> {
  const { page } = visitor;
  await page.goto('/invoices/');
  await visitor.fill({ 'Username or e-mail address': owner.username, Password: owner.password });
  await visitor.press('Sign in');
  await visitor.title('Invoices');
  await page.getByText('No invoices yet').waitFor();
  await page.getByRole('button', { name: 'Add invoice' }).first().click();
  await visitor.fill({ Number: '2026-1', Total: 'twelve' });
  await page.getByRole('dialog').getByRole('button', { name: 'Add invoice' }).click();
  await page.locator('[aria-invalid=true]').first().waitFor();
  await visitor.fill({ Total: '12' });
  await page.getByRole('combobox', { name: 'Patient' }).fill('Álv');
  await page.getByRole('option', { name: 'Rosa Álvarez' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Add invoice' }).click();
  await page.getByRole('cell', { name: '2026-1', exact: true }).waitFor();
  await page.getByRole('cell', { name: 'Rosa Álvarez', exact: true }).waitFor();
}

describe('new-model', () => {
  const checkout = new CheckoutCopy();
  const medadmin = (...words: string[]): Promise<Ran> =>
    runProgram(checkout.path('dist/bundle/cli.js'), words, {}, checkout.root);
  const tool = (path: string, ...args: string[]): Promise<Ran> =>
    runProgram(resolve('node_modules', path), args, { NODE_OPTIONS: '--experimental-vm-modules' }, checkout.root);
  afterAll(() => {
    checkout.remove();
  });

  describe('refuses, and writes nothing', () => {
    let before: Record<string, string>;
    beforeAll(() => {
      before = checkout.files(...SOURCES);
    });

    it('what is no model', async () => {
      const { code, stdout, stderr } = await medadmin('new-model', 'invoices', 'number:string');
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain('Name the model in the singular: invoice.');
      expect(checkout.files(...SOURCES)).toEqual(before);
    });

    it(
      'into files that are not as expected',
      async () => {
        checkout.change('test/isolation/route-cases.ts', 'export const ROUTE_CASES', 'export const CASES');
        const broken = checkout.files(...SOURCES);
        const { code, stderr } = await medadmin(...recipe());
        expect([code, stderr]).toEqual([1, expect.stringContaining('route-cases.ts is not as expected')]);
        expect(checkout.files(...SOURCES)).toEqual(broken);
        checkout.change('test/isolation/route-cases.ts', 'export const CASES', 'export const ROUTE_CASES');
      },
      PATIENCE_MS,
    );
  });

  describe('as CONTRIBUTING.md has it', () => {
    let written: string[];
    beforeAll(async () => {
      const { code, stdout, stderr } = await medadmin(...recipe(), '--json');
      if (code !== 0) throw new Error(stderr + stdout);
      written = (JSON.parse(stdout) as { files: string[] }).files;
    }, PATIENCE_MS);

    it('writes all that a model is', () => {
      expect(written).toEqual(
        expect.arrayContaining([
          ...['entity', 'dto'].map((part) => `src/invoices/invoice.${part}.ts`),
          ...['service', 'controller', 'module', 'model', 'errors'].map((part) => `src/invoices/invoices.${part}.ts`),
          expect.stringMatching(/^src\/invoices\/migrations\/\d{14}-create-invoices\.ts$/),
          ...['src/tenant-models.ts', 'test/isolation/route-cases.ts', 'docs/access.md', 'web/src/api/schema.ts'],
          'test/e2e/invoices.spec.ts',
          ...['InvoicesPage.tsx', 'invoice-fields.ts', 'invoices-api.ts'].map((name) => `web/src/invoices/${name}`),
          ...['texts/en/invoices.ts', 'app/routes-clinic.ts', 'app/ClinicShell.tsx'].map((path) => `web/src/${path}`),
        ]),
      );
      expect(checkout.read('src/tenant-models.ts')).toContain('appointmentsModel, invoicesModel]');
    });

    it(
      'passes types, lint and format, which find what is wrong',
      async () => {
        const sources = written.filter((path) => /\.tsx?$/.test(path));
        for (const [path, text] of Object.entries(WRONG)) writeFileSync(checkout.path(path), text);
        const [checked, format] = await Promise.all([
          runProgram('test/support/check-sources.mjs', [...sources, LINTED], {}, checkout.root),
          tool('prettier/bin/prettier.cjs', '--check', ...sources),
        ]);
        for (const path of Object.keys(WRONG)) rmSync(checkout.path(path));
        expect([checked.code, checked.stderr]).toEqual([0, '']);
        expect(JSON.parse(checked.stdout)).toEqual([
          expect.stringMatching(/^test\/wrong\.ts: TS2322/),
          expect.stringMatching(/^web\/src\/wrong\.ts: TS2322/),
          expect.stringMatching(/^test\/wrong-lint\.ts: @typescript-eslint\/no-floating-promises/),
        ]);
        expect([format.code, format.stdout, format.stderr]).toEqual([0, expect.anything(), '']);
      },
      PATIENCE_MS,
    );

    it(
      'passes its own tests, and those of who may reach what',
      async () => {
        const tests = ['test/e2e/invoices.spec.ts', 'test/isolation/access.spec.ts', 'src/personal-data.spec.ts'];
        const { code, stderr } = await tool('jest/bin/jest.js', '--maxWorkers=1', ...tests);
        expect([code, stderr]).toEqual([0, expect.stringMatching(/Test Suites: 3 passed/)]);
      },
      PATIENCE_MS,
    );

    it(
      'is served, to companies that sign up, with a page of its own',
      async () => {
        const build = await tool('vite/bin/vite.js', 'build', 'web', '--logLevel', 'warn');
        expect([build.code, build.stderr]).toEqual([0, '']);
        const server = await BuiltServer.start({}, checkout.path('dist/main.js'));
        const browser = await launchBrowser();
        try {
          const { api, registration } = await registerCompany(server.api);
          const patient = { firstName: 'Rosa', lastName: 'Álvarez' };
          const patientId = (await api.post('/api/patients', patient)).body.id;
          const visitor = await Visitor.arrive(browser, server.url);
          await addInvoice(visitor, registration);
          expect((await api.get('/api/invoices?q=2026')).body).toMatchObject({
            items: [{ number: '2026-1', total: 12, patientId }],
          });
          expect((await api.delete(`/api/patients/${String(patientId)}`)).status).toBe(409);
          expect([await axeFaults(visitor.page), visitor.complaints]).toEqual([[], []]);
        } finally {
          await browser.close();
          await server.stop();
        }
      },
      PATIENCE_MS,
    );

    it('will not be written twice, nor before the program knows the first', async () => {
      const again = await medadmin(...recipe());
      expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('npm run build')]);
    });
  });
});
