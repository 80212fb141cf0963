/** @engine none: migrations are made on scratch databases of both engines. */
import { cpSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { commandLines } from '../support/command-line.js';
import type { CommandLine } from '../support/command-line.js';

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url));

describe('make-migrations', () => {
  const commandLine = commandLines();

  function inSources(): CommandLine {
    const medadmin = commandLine();
    cpSync(SOURCES, medadmin.path('src'), { recursive: true, preserveTimestamps: true });
    return medadmin;
  }

  it('--check finds nothing missing, by a real SQLite and a real PostgreSQL', async () => {
    const medadmin = inSources();
    expect(await medadmin.run(['make-migrations', '--check'])).toEqual({
      code: 0,
      stdout: 'No migration is missing.\n',
      stderr: '',
    });
    const { code, stdout } = await medadmin.run(['make-migrations', '--check', '--json']);
    expect([code, JSON.parse(stdout)]).toEqual([0, { missing: [] }]);
  });

  it('writes nothing when no model has changed', async () => {
    const medadmin = inSources();
    const before = readdirSync(medadmin.path('src'), { recursive: true });
    const { code, stdout } = await medadmin.run(['make-migrations']);
    expect([code, stdout]).toEqual([0, 'No model has changed.\n']);
    expect(readdirSync(medadmin.path('src'), { recursive: true })).toEqual(before);
  });

  it('fails in one line where it cannot do what is asked', async () => {
    const medadmin = inSources();
    expect(await medadmin.run(['make-migrations', '--rename', 'patients_patient.emial:mail'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'medadmin: --rename patients_patient.emial:mail does not fit any change.\n',
    });
    expect(await medadmin.run(['make-migrations', '--rename', 'emial'])).toMatchObject({ code: 2, stdout: '' });

    const later = new Date(Date.now() + 60_000);
    utimesSync(medadmin.path('src', 'app.module.ts'), later, later);
    expect(await medadmin.run(['make-migrations', '--check'])).toEqual({
      code: 1,
      stdout: '',
      stderr: `medadmin: ${join('src', 'app.module.ts')} is newer than the program: run \`npm run build\`.\n`,
    });
    expect(await commandLine().run(['make-migrations', '--check'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'medadmin: Migrations are made in a checkout of the sources: there is no src/tenant-models.ts here.\n',
    });
  });
});
