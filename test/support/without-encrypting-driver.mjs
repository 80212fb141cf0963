/** Loaded before a program (`node --import`): has the optional dependency that encrypts files look as if it were not installed. */
import Module from 'node:module';

const PACKAGE = 'better-sqlite3-multiple-ciphers';
const resolve = Module._resolveFilename;

Module._resolveFilename = function (request, ...others) {
  if (request !== PACKAGE) return resolve.call(this, request, ...others);
  throw Object.assign(new Error(`Cannot find module '${PACKAGE}'`), { code: 'MODULE_NOT_FOUND' });
};
