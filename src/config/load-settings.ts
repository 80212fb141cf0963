import 'reflect-metadata';
import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { validateSync } from 'class-validator';
import { SettingsError } from './config.errors.js';
import type { SettingProblem } from './config.errors.js';
import { parseSecret } from './secret.js';
import { readSecretFile } from './secret-file.js';
import { settingDeclarations } from './setting.js';
import { Settings } from './settings.js';

/** A secret may be in a file instead, which `JWT_SECRET_FILE` names, as container engines give them. */
const FILE_SUFFIX = '_FILE';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Settings from the environment; an empty variable counts as unset.
 * @throws SettingsError with everything that is wrong, by name and reason, never the value.
 */
export function loadSettings(environment: Environment): Settings {
  const problems: SettingProblem[] = [];
  const settings = new Settings();
  for (const [property, { env, parse, ...declaration }] of settingDeclarations()) {
    const direct = written(environment[env]);
    const file = declaration.sensitive && !direct ? written(environment[env + FILE_SUFFIX]) : undefined;
    try {
      const text = direct ?? (file && readSecretFile(file)) ?? declaration.default;
      if (text !== undefined) Object.assign(settings, { [property]: parse ? parse(text) : text });
    } catch (error) {
      problems.push({ name: file === undefined ? env : env + FILE_SUFFIX, reason: (error as RangeError).message });
    }
  }
  const unreadable = new Set(problems.map((problem) => problem.name));
  problems.push(...rulesBroken(settings).filter((problem) => !unreadable.has(problem.name)));
  if (problems.length > 0) throw new SettingsError(problems);
  for (const value of Object.values(settings)) Object.freeze(value);
  return Object.freeze(settings);
}

function written(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}

/** The environment of the process over the `.env` file of the working directory, if there is one. */
export function processEnvironment(): Environment {
  const file = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {};
  return { ...file, ...process.env };
}

/** The variables without those that are kept as secrets, for whoever keeps them. */
export function withoutSecrets(environment: Environment): Environment {
  const secrets = [...settingDeclarations().values()].filter(({ parse }) => parse === parseSecret);
  const names = new Set(secrets.map(({ env }) => env));
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !names.has(name)));
}

function rulesBroken(settings: Settings): SettingProblem[] {
  const declarations = settingDeclarations();
  return validateSync(settings).flatMap((failure) => {
    const name = declarations.get(failure.property)?.env ?? failure.property;
    const reasons = Object.values(failure.constraints ?? {});
    return reasons.map((reason) => ({ name, reason: reason.replace(`${failure.property} `, '') }));
  });
}
