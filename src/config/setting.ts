import { IsInt, Max, Min } from 'class-validator';
import { parseDurationSeconds, parseWholeNumber } from './setting-parsers.js';


/** What a setting is, told once: documents and examples are made from it. */
export interface SettingDeclaration {
  /** Name of the environment variable. */
  readonly env: string;
  readonly group: 'Server' | 'Data' | 'Sign-in' | 'Subscriptions' | 'Limits';
  readonly description: string;
  /** As it would be written in the environment; absent: no default. */
  readonly default?: string;
  readonly sensitive?: boolean;
  /** Text of the environment → value; throws a reason when it cannot. */
  readonly parse?: (text: string) => unknown;
}

/** Bounds of a number, the highest and lowest value allowed. */
interface Bounds {
  readonly min: number;
  readonly max?: number;
}

const declarations = new Map<string, SettingDeclaration>();

/** Declares a property of Settings. */
export function Setting(declaration: SettingDeclaration): PropertyDecorator {
  return (_target, property) => {
    declarations.set(String(property), declaration);
  };
}

/** All declarations by property name, in the order in which they are written. */
export function settingDeclarations(): ReadonlyMap<string, SettingDeclaration> {
  return declarations;
}

/** Declares a whole number. */
export function WholeNumberSetting({ min, max, ...declaration }: SettingDeclaration & Bounds): PropertyDecorator {
  return bounded({ ...declaration, parse: parseWholeNumber }, { min, ...(max !== undefined && { max }) });
}

/** Declares a duration, written `15m`, read as seconds; the bounds are in seconds. */
export function DurationSetting({ min, max, ...declaration }: SettingDeclaration & Bounds): PropertyDecorator {
  return bounded({ ...declaration, parse: parseDurationSeconds }, { min, ...(max !== undefined && { max }) });
}

function bounded(declaration: SettingDeclaration, { min, max = Number.MAX_SAFE_INTEGER }: Bounds): PropertyDecorator {
  return (target, property) => {
    for (const decorate of [Setting(declaration), IsInt(), Min(min), Max(max)]) decorate(target, property);
  };
}
