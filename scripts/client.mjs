/**
 * Writes the types of the API's client, web/src/api/schema.ts, from the document that the built program answers at
 * /openapi.json. `--check [FILE]` writes nothing and fails when the file is not what it would write.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import openapiTypescript, { astToString, COMMENT_HEADER } from 'openapi-typescript';

const FILE = resolve(import.meta.dirname, '../web/src/api/schema.ts');

/** The document of the built program, which keeps its data in a folder that is gone afterwards. */
async function apiDocument() {
  const dataDir = mkdtempSync(join(tmpdir(), 'medadmin-client-'));
  Object.assign(process.env, { DATA_DIR: dataDir, LOG_LEVEL: 'silent' });
  try {
    await import('reflect-metadata');
    const { AppModule } = await import('../dist/app.module.js');
    const { createHttpApp, createLogger, openApiDocument } = await import('../dist/http/index.js');
    const { app } = await createHttpApp(AppModule, createLogger('silent'));
    const document = await openApiDocument(app);
    await app.close();
    return document;
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const source = COMMENT_HEADER + astToString(await openapiTypescript(JSON.stringify(await apiDocument())));
const [mode, file = FILE] = process.argv.slice(2);
if (mode !== '--check') {
  writeFileSync(FILE, source);
} else if (readFileSync(file, 'utf8') !== source) {
  process.stderr.write(`${basename(file)} is not what the API document gives: run \`npm run client:generate\`.\n`);
  process.exitCode = 1;
}
