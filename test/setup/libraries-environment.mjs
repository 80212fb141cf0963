import asyncHooks from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Script } from 'node:vm';
import { TestEnvironment } from 'jest-environment-node';

/** One per process, for all its files of tests: what V8 has compiled of it stays with it. */
const scripts = new Map();

function scriptOf(file) {
  const known = scripts.get(file) ?? new Script(readFileSync(file, 'latin1'), { filename: file });
  scripts.set(file, known);
  return known;
}

/**
 * What the language itself and Node define, and no test replaces. In a context made by `vm`, each look at a global asks the
 * embedder, which takes longer than most of what is done with it: declared once more, they are found before that.
 */
const UNCHANGING = [
  ...['Object', 'Function', 'Array', 'Number', 'Boolean', 'String', 'Symbol', 'BigInt', 'RegExp', 'Promise', 'Proxy'],
  ...['Error', 'AggregateError', 'RangeError', 'SyntaxError', 'TypeError', 'Reflect', 'JSON', 'Math', 'Intl'],
  ...['Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'ArrayBuffer', 'SharedArrayBuffer', 'Atomics', 'DataView'],
  ...['Uint8Array', 'Int32Array', 'Uint32Array', 'Float64Array', 'BigInt64Array', 'Buffer', 'process'],
  ...[
    'isNaN',
    'isFinite',
    'parseInt',
    'parseFloat',
    'encodeURIComponent',
    'decodeURIComponent',
    'URL',
    'URLSearchParams',
  ],
];
const DECLARATIONS = new Script(`const ${UNCHANGING.map((name) => `${name} = globalThis.${name}`).join(', ')};`);

/**
 * By which Jest knows the test that runs. It has an AsyncLocalStorage, for tests that run at the same time, which none of ours
 * do; on Node 20 each promise and each callback of the whole process takes two to three times as long once there is one.
 */
class OneAtATime {
  getStore() {
    return this.store;
  }

  run(store, work) {
    const before = this.store;
    const after = () => (this.store = before);
    this.store = store;
    try {
      const result = work();
      if (typeof result?.then === 'function') return result.finally(after);
      after();
      return result;
    } catch (error) {
      after();
      throw error;
    }
  }
}

const { AsyncLocalStorage } = asyncHooks;
const NATIVE = createRequire(import.meta.url).cache;

/**
 * SQLite's drivers are loaded once per process and throw the kind of error that the first file of tests gave them, which is
 * no Error to the files after it: `rejects.toThrow` does not take it for one, and `instanceof` neither.
 */
function askForErrorsAnew() {
  for (const [path, { exports }] of Object.entries(NATIVE)) {
    if (path.endsWith('.node') && exports?.isInitialized) exports.isInitialized = false;
  }
}

/** That of Node, whose tests load libraries.mjs and sources.mjs from one script each. Every file of tests has objects of its own. */
export default class LibrariesEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    askForErrorsAnew();
    DECLARATIONS.runInContext(this.context);
    // Until Jest has made its own; whatever comes after that gets the real one.
    asyncHooks.AsyncLocalStorage = OneAtATime;
    this.global.medadminScript = (require, file, load) => {
      const module = { exports: {} };
      scriptOf(file).runInContext(this.context)(module.exports, require, module, file, dirname(file), load);
      return module.exports;
    };
  }

  handleTestEvent({ name }) {
    if (name === 'setup') asyncHooks.AsyncLocalStorage = AsyncLocalStorage;
  }
}
