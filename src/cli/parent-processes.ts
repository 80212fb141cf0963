import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { argumentsAfterStartCli } from './inherited-arguments.js';

/** Between `nest` and us there are a shell and perhaps the runner that `--exec` names. */
const MOST_GENERATIONS = 6;

interface ParentProcess {
  readonly parentPid: number;
  readonly commandLine: readonly string[];
}

/**
 * What `nest start cli …` was given, looked up in the command lines of the processes that started this one.
 * @returns no arguments where there is no such process, or its command line cannot be read.
 */
export function inheritedArguments(): string[] {
  let pid = process.ppid;
  for (let generation = 0; generation < MOST_GENERATIONS && pid > 1; generation += 1) {
    const parent = readProcess(pid);
    if (parent === undefined || isNpm(parent.commandLine)) return [];
    const found = argumentsAfterStartCli(parent.commandLine);
    if (found !== undefined) return found;
    pid = parent.parentPid;
  }
  return [];
}

/** npm started us (`npm run cli`), so that a `nest start cli` further up was about something else. */
function isNpm(commandLine: readonly string[]): boolean {
  return /^(npm|npx)( |$)/.test(commandLine[0] ?? '');
}

function readProcess(pid: number): ParentProcess | undefined {
  try {
    return existsSync('/proc/self/stat') ? readFromProc(pid) : readFromPs(pid);
  } catch {
    return undefined;
  }
}

function readFromProc(pid: number): ParentProcess {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in parentheses and may hold blanks; the parent is the second one behind it.
  const parentPid = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  return { parentPid, commandLine: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replace(/\0$/, '').split('\0') };
}

/** Elsewhere the words cannot be told apart but by blanks. */
function readFromPs(pid: number): ParentProcess | undefined {
  const line = execFileSync('ps', ['-o', 'ppid=,command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  const [parentPid, ...commandLine] = line.split(/\s+/);
  return { parentPid: Number(parentPid), commandLine };
}
