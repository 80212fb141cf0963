import type { SettingDeclaration } from './setting.js';
import { settingDeclarations } from './setting.js';
import './settings.js';

export const TABLE_START = '<!-- settings:start -->';
export const TABLE_END = '<!-- settings:end -->';

/** The text of `.env.example`: every setting, each commented out, so that a copy changes nothing. */
export function envExample(): string {
  const head = '# Copy to .env and uncomment what you change. Made by `npm run docs:settings`; do not edit.\n';
  const groups = byGroup().map(([group, settings]) => `\n# ${group}\n${settings.map(envLines).join('')}`);
  return head + groups.join('');
}

/** The README with its table of settings brought up to date. @throws Error if it lacks the marks around the table. */
export function withSettingsTable(readme: string): string {
  const start = readme.indexOf(TABLE_START);
  const end = readme.indexOf(TABLE_END);
  if (start < 0 || end < start) throw new Error(`README.md lacks ${TABLE_START} … ${TABLE_END}`);
  return `${readme.slice(0, start)}${TABLE_START}\n${settingsTable()}${readme.slice(end)}`;
}

function settingsTable(): string {
  const head = '| setting | default | what |\n|---|---|---|\n';
  const rows = byGroup().flatMap(([group, settings]) => [`| **${group}** | | |\n`, ...settings.map(tableRow)]);
  return head + rows.join('');
}

function tableRow({ env, description, ...setting }: SettingDeclaration): string {
  const value = shownDefault(setting);
  return `| \`${env}\` | ${value === undefined ? '' : `\`${value}\``} | ${description.replaceAll('|', '\\|')} |\n`;
}

function envLines({ env, description, ...setting }: SettingDeclaration): string {
  return `# ${description}\n#${env}=${shownDefault(setting) ?? ''}\n`;
}

/** A secret's default, should one ever have one, is nobody's to read. */
function shownDefault(setting: Pick<SettingDeclaration, 'default' | 'sensitive'>): string | undefined {
  return setting.sensitive ? undefined : setting.default;
}

function byGroup(): [string, SettingDeclaration[]][] {
  const groups = new Map<string, SettingDeclaration[]>();
  for (const setting of settingDeclarations().values()) {
    groups.set(setting.group, [...(groups.get(setting.group) ?? []), setting]);
  }
  return [...groups];
}
