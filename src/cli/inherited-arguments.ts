import { basename } from 'node:path';

/** Options of `nest start` that are followed by a value, if the next word does not look like an option. */
const WITH_VALUE = new Set([
  ...['-c', '--config', '-p', '--path', '-b', '--builder', '-d', '--debug', '-e', '--exec'],
  ...['--webpackPath', '--rspackPath', '--sourceRoot', '--entryFile', '--env-file'],
]);

const WITHOUT_VALUE = new Set([
  ...['-w', '--watch', '--watchAssets', '--preserveWatchOutput', '--webpack', '--tsc', '--silent'],
  ...['--type-check', '--no-type-check', '--emit-declarations', '--shell', '--no-shell'],
]);

/**
 * The arguments meant for us in the command line of the process that started us.
 *
 * `nest start cli list-tenants` starts this program without arguments: the Nest CLI hands on only what follows `--`.
 * @param commandLine words of the command line, the program first.
 * @returns what was written after `nest start … cli`, without the options that are the Nest CLI's own; undefined when
 *   the command line is not of that shape.
 */
export function argumentsAfterStartCli(commandLine: readonly string[]): string[] | undefined {
  const afterNest = wordsAfterNest(commandLine);
  if (afterNest?.[0] !== 'start') return undefined;
  const passedOn = afterNest.indexOf('--');
  const [project, ...rest] = withoutNestOptions(passedOn < 0 ? afterNest.slice(1) : afterNest.slice(1, passedOn));
  if (project !== 'cli') return undefined;
  // Behind `--` the Nest CLI did its work: if that gave us nothing, nothing was meant.
  return passedOn < 0 ? rest : [];
}

/** Only a program called nest, or one that Node.js runs: the words may also stand in a shell's script or an editor. */
function wordsAfterNest(commandLine: readonly string[]): readonly string[] | undefined {
  const [program = '', ...words] = commandLine;
  if (isNest(program)) return words;
  if (!basename(program).startsWith('node')) return undefined;
  const script = words.findIndex(isNest);
  return script < 0 ? undefined : words.slice(script + 1);
}

function isNest(word: string): boolean {
  return ['nest', 'nest.js'].includes(basename(word));
}

function withoutNestOptions(words: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (WITH_VALUE.has(word)) {
      if (words[at + 1]?.startsWith('-') === false) at += 1;
    } else if (!isNestOption(word)) {
      kept.push(word);
    }
  }
  return kept;
}

function isNestOption(word: string): boolean {
  const equals = word.indexOf('=');
  return WITHOUT_VALUE.has(word) || (equals > 0 && WITH_VALUE.has(word.slice(0, equals)));
}
