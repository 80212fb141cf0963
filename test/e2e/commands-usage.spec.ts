/** @engine none: refused before anything is opened. */
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { commandLines, seededCommandLines } from '../support/command-line.js';

describe('calling the command line', () => {
  const commandLine = commandLines();
  const seeded = seededCommandLines();

  it('shows its help and touches nothing', async () => {
    const medadmin = commandLine();
    const { code, stdout, stderr } = await medadmin.run(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: medadmin /);
    for (const command of [
      'migrate',
      'migrate-tenants',
      'list-tenants',
      'create-superuser',
      'expire-trials',
      'reset',
      'seed',
    ]) {
      expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    }
    expect(readdirSync(medadmin.folder)).toEqual([]);
  });

  it('shows the help of a command', async () => {
    const { code, stdout } = await commandLine().run(['migrate-tenants', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('--company <slug>');
  });

  it('tells its version', async () => {
    const { code, stdout } = await commandLine().run(['--version']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('shows help, but is no success, without a command', async () => {
    const { code, stdout, stderr } = await commandLine().run([]);
    expect(code).toBe(2);
    expect(stdout).toMatch(/^Usage: medadmin /);
    expect(stderr).toBe('medadmin: no command given\n');
  });

  it.each([
    [['list-tenant'], "unknown command 'list-tenant' (Did you mean list-tenants?)", ''],
    [['--jsn'], "unknown option '--jsn'", ''],
    [['list-tenants', '--jsn'], "unknown option '--jsn' (Did you mean --json?)", 'list-tenants '],
    [['list-tenants', 'x'], "too many arguments for 'list-tenants'. Expected 0 arguments but got 1.", 'list-tenants '],
    [['migrate-tenants', '--company'], "option '--company <slug>' argument missing", 'migrate-tenants '],
    [['migrate-tenants', '--company', '../db'], '--company takes a slug such as city-hospital', 'migrate-tenants '],
    [['migrate-tenants', '--company', ''], '--company takes a slug such as city-hospital', 'migrate-tenants '],
    [['reset'], 'reset removes all companies: without a terminal to ask on it needs --yes', 'reset '],
    [
      ['create-superuser', '--email', 'root@example.com'],
      'without a terminal to ask on, give --username, --password-stdin or MEDADMIN_SUPERUSER_PASSWORD',
      'create-superuser ',
    ],
    [['create-superuser', '--password', 'secret'], "unknown option '--password'", 'create-superuser '],
  ])('refuses %j with exit code 2 and where to read on', async (args, reason, command) => {
    const medadmin = commandLine();
    const { code, stdout, stderr } = await medadmin.run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    const [first = '', hint] = stderr.split('\n');
    expect(first.startsWith(`medadmin: ${reason}`)).toBe(true);
    expect(hint).toBe(`Try \`medadmin ${command}--help\`.`);
    expect(readdirSync(medadmin.folder)).toEqual([]);
  });

  it('tells programs of wrong usage in JSON', async () => {
    const { code, stdout, stderr } = await commandLine().run(['list-tenants', '--json', '--all']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({ error: { code: 'usage', detail: "unknown option '--all'" } });
  });

  it('lists everything that is wrong with the settings, without their values', async () => {
    const medadmin = commandLine();
    const env = { PORT: 'eighty', TRIAL_DAYS: '-1', JWT_SECRET: 'too-short' };
    const { code, stdout, stderr } = await medadmin.run(['list-tenants'], { env });
    expect({ code, stdout }).toEqual({ code: 78, stdout: '' });
    for (const name of Object.keys(env)) expect(stderr).toMatch(new RegExp(`^  ${name}: \\S`, 'm'));
    expect(stderr).not.toMatch(/eighty|too-short|^ {4}at /m);
    const asJson = await medadmin.run(['list-tenants', '--json'], { env });
    expect(asJson.code).toBe(78);
    expect(JSON.parse(asJson.stdout).error).toMatchObject({ code: 'settings-invalid' });
    expect(JSON.parse(asJson.stdout).error.errors).toHaveLength(3);
    expect(existsSync(medadmin.path('db.sqlite3'))).toBe(false);
  });

  it('says in a sentence, not a stack, that the data folder cannot be used', async () => {
    const medadmin = commandLine();
    const { code, stdout, stderr } = await medadmin.run(['list-tenants'], { env: { DATA_DIR: '/dev/null/data' } });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^medadmin: ENOTDIR: not a directory/);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  it('goes on quietly when the reader of its output has seen enough', async () => {
    const medadmin = seeded();
    const piped = 'node "$0" "$@" | head -1; echo "ended with ${PIPESTATUS[0]}"';
    const { stdout, stderr } = await medadmin.startPiped(piped, ['list-tenants']);
    expect({ stdout, stderr }).toEqual({ stdout: 'Found 2 companies:\nended with 0\n', stderr: '' });
    const gone = await medadmin.startPiped('node "$0" "$@" | true; echo "ended with ${PIPESTATUS[0]}"', [
      'migrate-tenants',
    ]);
    expect({ stdout: gone.stdout, stderr: gone.stderr }).toEqual({ stdout: 'ended with 0\n', stderr: '' });
  });

  (existsSync('/dev/full') ? it : it.skip)('fails when its result cannot be written', async () => {
    const { stdout } = await commandLine().startPiped('node "$0" "$@" > /dev/full; echo "ended with $?"', [
      'list-tenants',
    ]);
    expect(stdout).toBe('ended with 1\n');
  });

  it('writes logs to standard error, and only when asked to', async () => {
    const medadmin = commandLine();
    const quiet = await medadmin.run(['list-tenants']);
    expect(quiet).toEqual({ code: 0, stdout: 'Found 0 companies.\n', stderr: '' });
    const logging = await medadmin.run(['list-tenants'], { env: { LOG_LEVEL: 'debug' } });
    expect(logging.stdout).toBe(quiet.stdout);
    expect(JSON.parse(logging.stderr.split('\n')[0] ?? '')).toHaveProperty('time');
  });
});
