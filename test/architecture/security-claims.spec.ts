import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const DOCUMENT = readFileSync('docs/security.md', 'utf8');
const SOURCES = ['src', 'test', 'web/src', 'bench'].flatMap((root) =>
  readdirSync(root, { recursive: true }).map((file) => join(root, String(file))),
);
const PATH = /^[\w./-]+\.(?:spec\.ts|ts|mjs)$/;

/** A row of a table: the files that it names, and the words of tests that it quotes. */
interface Claim {
  readonly line: number;
  readonly paths: readonly string[];
  readonly quotes: readonly string[];
}

function claimsOf(text: string): Claim[] {
  return text.split('\n').flatMap((row, index) => {
    if (!row.startsWith('|')) return [];
    const named = [...row.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
    const paths = named.filter((name) => name.startsWith('src/') || PATH.test(name));
    const quotes = [...row.matchAll(/[“"]([^”"]+)[”"]/g)].map(([, quote = '']) => quote);
    return [{ line: index + 1, paths, quotes }];
  });
}

/** Where a path leads that may leave its beginning out, such as `logs.spec.ts`. */
const filesOf = (path: string): string[] =>
  existsSync(path) ? [path] : SOURCES.filter((file) => file.endsWith(`/${path}`));

/** What is claimed and is not there, in words. */
function broken(claims: readonly Claim[]): string[] {
  return claims.flatMap(({ line, paths, quotes }) => {
    const missing = paths.filter((path) => filesOf(path).length === 0);
    // A row may speak of "the same" test as the row before it.
    const near = claims.filter((claim) => claim.line <= line && claim.line > line - 10).flatMap((claim) => claim.paths);
    const tests = [...new Set(near.flatMap(filesOf))].filter((file) => file.endsWith('.spec.ts'));
    const texts = tests.map((file) => readFileSync(file, 'utf8'));
    const unsaid = quotes.filter((quote) => !texts.some((text) => text.includes(quote)));
    return [...missing, ...unsaid].map((what) => `line ${line}: ${what}`);
  });
}

describe('docs/security.md', () => {
  const claims = claimsOf(DOCUMENT);

  it('names code and tests that are there', () => {
    expect(claims.flatMap(({ paths }) => paths).length).toBeGreaterThan(100);
    expect(claims.flatMap(({ quotes }) => quotes).length).toBeGreaterThan(20);
    expect(broken(claims)).toEqual([]);
  });

  it('would be found wanting if a test were gone or called otherwise (control)', () => {
    const wrong = '| J2 | `test/e2e/encryption.spec.ts`, "are opened by anybody"; `test/e2e/nothing.spec.ts` |';
    expect(broken(claimsOf(wrong))).toEqual(['line 1: test/e2e/nothing.spec.ts', 'line 1: are opened by anybody']);
  });
});
