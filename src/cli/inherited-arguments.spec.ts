import { describe, expect, it } from '@jest/globals';
import { argumentsAfterStartCli } from './inherited-arguments.js';

const of = (line: string): string[] | undefined => argumentsAfterStartCli(line.split(' '));

describe('the arguments of `nest start cli …`', () => {
  it.each([
    ['node /app/node_modules/.bin/nest start cli list-tenants', ['list-tenants']],
    ['/usr/bin/node20 /app/node_modules/@nestjs/cli/bin/nest.js start cli list-tenants', ['list-tenants']],
    ['/app/node_modules/.bin/nest start cli list-tenants', ['list-tenants']],
    [
      'node --no-warnings nest start cli migrate-tenants --company a-b --json',
      ['migrate-tenants', '--company', 'a-b', '--json'],
    ],
    ['node nest start cli', []],
  ])('are those after the name of the project: %s', (line, expected) => {
    expect(of(line)).toEqual(expected);
  });

  it.each([
    ['node nest start --watch cli list-tenants', ['list-tenants']],
    ['node nest start -w cli --json list-tenants', ['--json', 'list-tenants']],
    ['node nest start -p tsconfig.json -b tsc cli reset --yes', ['reset', '--yes']],
    ['node nest start --builder=swc --no-type-check cli reset', ['reset']],
    ['node nest start cli --watch migrate-tenants --company x -p tsconfig.json', ['migrate-tenants', '--company', 'x']],
    ['node nest start cli migrate-tenants --path=tsconfig.json --env-file .env', ['migrate-tenants']],
    ['node nest start cli --debug --json', ['--json']],
  ])('leave out what is meant for the Nest CLI itself: %s', (line, expected) => {
    expect(of(line)).toEqual(expected);
  });

  it('keep blanks inside an argument', () => {
    expect(argumentsAfterStartCli(['node', 'nest', 'start', 'cli', 'x', '--username', 'a b'])).toEqual([
      'x',
      '--username',
      'a b',
    ]);
  });

  it('are none when the Nest CLI passed on what follows `--`', () => {
    expect(of('node nest start cli --')).toEqual([]);
    expect(of('node nest start cli list-tenants -- --json')).toEqual([]);
  });

  it.each([
    'node nest start',
    'node nest start api list-tenants',
    'node nest start --path cli list-tenants',
    'node nest build cli list-tenants',
    'node dist/cli/main.js',
    'npm run cli',
    'vim nest start cli list-tenants',
    '',
  ])('are not there: %s', (line) => {
    expect(of(line)).toBeUndefined();
  });

  it('are not taken from the text of a script that a shell runs', () => {
    expect(argumentsAfterStartCli(['bash', '-c', 'npx nest start cli reset --yes'])).toBeUndefined();
  });
});
