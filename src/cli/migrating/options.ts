import { UsageError } from '../cli.errors.js';
import type { JsonOption } from '../medadmin-command.js';
import type { Direction, Mode } from './wording.js';

export interface MigrateTenantsOptions extends JsonOption {
  readonly company?: string;
  readonly concurrency?: number;
  readonly canary?: number;
  readonly maxFailures?: number;
  readonly dryRun?: boolean;
  readonly rehearse?: boolean;
  readonly resume?: boolean;
  readonly undo?: boolean;
  readonly to?: string;
  /** `--no-snapshot` makes it false. */
  readonly snapshot?: boolean;
}

/** Options that make no sense together; each with the words of a person who would write them. */
const CLASHES: readonly (readonly [keyof MigrateTenantsOptions, keyof MigrateTenantsOptions, string])[] = [
  ['resume', 'company', '--resume goes on with what the run was about: leave out --company'],
  ['resume', 'undo', '--resume goes on with the last run, an undoing one too: leave out --undo'],
  ['resume', 'dryRun', '--resume changes databases: leave out --dry-run'],
  ['resume', 'rehearse', '--resume changes databases: leave out --rehearse'],
  ['dryRun', 'rehearse', '--dry-run runs nothing, --rehearse runs on copies: choose one'],
  ['dryRun', 'canary', '--dry-run changes nothing: leave out --canary'],
  ['rehearse', 'canary', '--rehearse changes nothing: leave out --canary'],
];

/** @throws UsageError. */
export function assertFit(options: MigrateTenantsOptions): void {
  const given = (name: keyof MigrateTenantsOptions): boolean => options[name] !== undefined && options[name] !== false;
  const clash = CLASHES.find(([one, other]) => given(one) && given(other));
  if (clash) throw new UsageError(clash[2]);
  if (given('to') && !given('undo')) throw new UsageError('--to says how far --undo takes back: add --undo');
}

export function modeOf({ dryRun, rehearse }: MigrateTenantsOptions): Mode {
  if (dryRun) return 'plan';
  return rehearse ? 'rehearsal' : 'run';
}

export function directionOf({ undo }: MigrateTenantsOptions): Direction {
  return undo ? 'undo' : 'migrate';
}

/** @throws UsageError when it is no name of a migration. */
export function checkedMigration(name: string): string {
  if (!/^\d{14}-[a-z0-9-]+$/.test(name))
    throw new UsageError('--to takes a migration such as 20261124001100-create-patients');
  return name;
}

/** @throws UsageError unless it is a whole number from 1 to `most`. */
export function wholeNumber(option: string, text: string, most: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > most) {
    throw new UsageError(`${option} takes a whole number from 1 to ${most}`);
  }
  return number;
}
