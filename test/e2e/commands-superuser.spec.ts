import { describe, expect, it } from '@jest/globals';
import { commandLines, HAS_TERMINAL } from '../support/command-line.js';
import { TEST_ENGINE } from '../support/test-engine.js';

const PASSWORD = 'correct horse battery staple';
const USERS = 'SELECT username, email, is_superuser, password_hash FROM master_user ORDER BY id';

describe('create-superuser', () => {
  const commandLine = commandLines();
  const root = ['create-superuser', '--username', 'root.admin', '--email', 'root@example.com'];

  it('takes the password from the environment', async () => {
    const medadmin = commandLine();
    const { code, stdout, stderr } = await medadmin.run(root, { env: { MEDADMIN_SUPERUSER_PASSWORD: PASSWORD } });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'Created superuser root.admin.\n', stderr: '' });
    const [user] = await medadmin.read('master', USERS);
    expect(user).toMatchObject({
      username: 'root.admin',
      email: 'root@example.com',
      is_superuser: TEST_ENGINE === 'sqlite' ? 1 : true,
    });
    expect(user?.password_hash).toMatch(/^\$argon2id\$/);
  });

  it('takes the password from standard input, and answers programs', async () => {
    const medadmin = commandLine();
    const { code, stdout } = await medadmin.run([...root, '--password-stdin', '--json'], { input: `${PASSWORD}\n` });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      superuser: { id: 1, username: 'root.admin', email: 'root@example.com' },
    });
  });

  it('reports every problem with what it was given, and makes nobody', async () => {
    const medadmin = commandLine();
    const args = ['create-superuser', '--username', 'a@', '--email', 'nobody', '--password-stdin'];
    const { code, stdout, stderr } = await medadmin.run(args, { input: 'short' });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    for (const field of ['username', 'email', 'password']) expect(stderr).toMatch(new RegExp(`^  ${field}: \\S`, 'm'));
    expect(stderr).not.toContain('short');
    const asJson = await medadmin.run([...args, '--json'], { input: 'short' });
    expect(JSON.parse(asJson.stdout).error).toMatchObject({ code: 'validation-failed' });
    expect(asJson.code).toBe(1);
  });

  it.each([
    ['username', ['--username', 'ROOT.ADMIN', '--email', 'other@example.com']],
    ['address', ['--username', 'other', '--email', 'Root@Example.com']],
  ])('refuses a %s that is taken', async (_what, other) => {
    const medadmin = commandLine();
    const env = { MEDADMIN_SUPERUSER_PASSWORD: PASSWORD };
    await medadmin.run(root, { env });
    const { code, stdout, stderr } = await medadmin.run(['create-superuser', ...other], { env });
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: 'medadmin: The username or the e-mail address is taken.\n',
    });
    expect(await medadmin.read('master', USERS)).toHaveLength(1);
  });

  (HAS_TERMINAL ? it : it.skip)(
    'asks at a terminal, again where the answer is not right, without showing the password',
    async () => {
      const medadmin = commandLine();
      const { code, stdout } = await medadmin.converse(
        ['create-superuser'],
        [
          ['Username: ', 'root@home'],
          ['Username: ', 'root.admin'],
          ['E-mail address: ', 'root@example.com'],
          ['Password: ', 'first-password'],
          ['Password again: ', 'other-password'],
          ['Password: ', PASSWORD],
          ['Password again: ', PASSWORD],
        ],
      );
      expect(code).toBe(0);
      expect(stdout).toContain('username may have letters, digits and . _ + - only');
      expect(stdout).toContain('The two passwords are not the same.');
      expect(stdout).toContain('Created superuser root.admin.');
      expect(stdout).not.toMatch(/first-password|other-password|correct horse/);
      expect(await medadmin.read('master', USERS)).toMatchObject([{ username: 'root.admin' }]);
    },
  );

  (HAS_TERMINAL ? it : it.skip)('makes nobody when the questions are broken off', async () => {
    const medadmin = commandLine();
    const { code, stdout } = await medadmin.converse(['create-superuser'], [['Username: ', '\u0003']]);
    expect(code).toBe(1);
    expect(stdout).toContain('medadmin: Aborted; nothing was changed.');
  });
});

describe('reset-second-factor', () => {
  const commandLine = commandLines();

  it('says in one line why it could not, and for programs with a code', async () => {
    const medadmin = commandLine();
    const env = { MEDADMIN_SUPERUSER_PASSWORD: PASSWORD };
    await medadmin.run(['create-superuser', '--username', 'root.admin', '--email', 'root@example.com'], { env });
    const none = await medadmin.run(['reset-second-factor', 'root@example.com']);
    expect(none).toEqual({ code: 1, stdout: '', stderr: 'medadmin: No second factor is set up.\n' });
    const nobody = await medadmin.run(['reset-second-factor', 'nobody', '--json']);
    expect([nobody.code, JSON.parse(nobody.stdout)]).toMatchObject([1, { error: { code: 'not-found' } }]);
    expect((await medadmin.run(['reset-second-factor'])).code).toBe(2);
  });
});
