import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { envExample, withSettingsTable } from './describe-settings.js';
import { Setting, settingDeclarations } from './setting.js';

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

describe('the documents of the settings', () => {
  it('are up to date: run `npm run docs:settings` if they are not', () => {
    expect(read('.env.example')).toBe(envExample());
    expect(read('README.md')).toBe(withSettingsTable(read('README.md')));
  });

  it('tell every setting with its description and default', () => {
    const table = withSettingsTable('<!-- settings:start --><!-- settings:end -->');
    for (const { env, description, default: value } of settingDeclarations().values()) {
      expect(table).toContain(`| \`${env}\` | ${value === undefined ? '' : `\`${value}\``} | ${description} |`);
      expect(envExample()).toContain(`# ${description}\n#${env}=${value ?? ''}\n`);
    }
  });

  it('keep the text around the table', () => {
    const readme = withSettingsTable('before\n<!-- settings:start -->\nold\n<!-- settings:end -->\nafter\n');
    expect(readme).toMatch(/^before\n<!-- settings:start -->\n\| setting [^]*\n<!-- settings:end -->\nafter\n$/);
    expect(readme).not.toContain('old\n');
    expect(withSettingsTable(readme)).toBe(readme);
  });

  it('refuse a README without the marks', () => {
    expect(() => withSettingsTable('# medadmin')).toThrow('README.md lacks');
  });

  it('never show the value of a secret', () => {
    class Other {
      readonly token?: string;
    }
    const declaration = { env: 'TOKEN', group: 'Server', description: 'A secret.', default: 'hunter2' } as const;
    Setting({ ...declaration, sensitive: true })(Other.prototype, 'token');
    expect(envExample()).toContain('#TOKEN=\n');
    expect(envExample() + withSettingsTable('<!-- settings:start --><!-- settings:end -->')).not.toContain('hunter2');
  });
});
