/** What a setting is, told once: documents and examples are made from it. */
export interface SettingDeclaration {
  /** Name of the environment variable. */
  readonly env: string;
  readonly group: 'Server' | 'Data' | 'Audit' | 'Backups' | 'Sign-in' | 'Subscriptions' | 'Limits' | 'Mail' | 'Billing';
  readonly description: string;
  /** As it would be written in the environment; absent: no default. */
  readonly default?: string;
  readonly sensitive?: boolean;
  /** Text of the environment → value; throws a reason when it cannot. */
  readonly parse?: (text: string) => unknown;
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
