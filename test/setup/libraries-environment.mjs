import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

/** One per process, for all its files of tests: what V8 has compiled of it stays with it. */
const scripts = new Map();

function scriptOf(file) {
  const known = scripts.get(file) ?? new Script(readFileSync(file, 'latin1'), { filename: file });
  scripts.set(file, known);
  return known;
}

/** That of Node, whose tests load the libraries of libraries.mjs from one script. Every file of tests has objects of its own. */
export default class LibrariesEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.global.medadminLibraries = (require, folder) => {
      const file = join(folder, 'libraries.js');
      const module = { exports: {} };
      scriptOf(file).runInContext(this.context)(module.exports, require, module, file, folder);
      return module.exports;
    };
  }
}
