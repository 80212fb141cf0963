import { DeveloperToolMissingError } from './new-model.errors.js';
import type { Plurals } from './model-names.js';

/** Libraries that are for developers only: they are looked for when they are needed. */
export interface Tools {
  readonly plurals: Plurals;
  /** @param path decides on the language and on the rules that hold there. */
  format(text: string, path: string): Promise<string>;
}

/** @throws DeveloperToolMissingError in an installation without development dependencies. */
export async function developerTools(): Promise<Tools> {
  const pluralize = await found('pluralize', () => import('pluralize'));
  const prettier = await found('prettier', () => import('prettier'));
  return {
    plurals: pluralize.default,
    format: async (text, path) => {
      const config = await prettier.resolveConfig(path, { editorconfig: true });
      return prettier.format(text, { ...config, filepath: path });
    },
  };
}

async function found<Library>(name: string, load: () => Promise<Library>): Promise<Library> {
  try {
    return await load();
  } catch (error) {
    throw new DeveloperToolMissingError(name, error);
  }
}
