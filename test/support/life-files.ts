import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandLine } from './command-line.js';
import { programFile } from './programs.js';
import { databasesWith } from './test-engine.js';

/** What the child is to do, see life-child.mjs. */
export interface LifeTask {
  readonly step: string;
  readonly companyId?: number;
  readonly input?: unknown;
  /** More settings. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the child in the folder of a command line. @returns its steps; null when it killed itself at one. */
export async function runLifeChild(commandLine: CommandLine, task: LifeTask, crashAt = ''): Promise<string[] | null> {
  const env = { CRASH_AT: crashAt, NODE_OPTIONS: '', ...task.env };
  const { code, stdout, stderr } = await commandLine.start(
    process.execPath,
    [programFile('life-child.mjs'), JSON.stringify(task)],
    { env },
  );
  if (code === 0) return JSON.parse(stdout) as string[];
  if (code !== null) throw new Error(`the child ended with ${code}: ${stderr}`);
  return null;
}

/** All files in a folder and those inside of it. */
export function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

/** What a file holds, byte by byte; nothing if it has gone since it was found, as journals do when they were taken in. */
export function bytesOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

/** Files in which one of the texts can be read, in any case of its letters; also in their names. */
export function filesWith(folder: string, texts: readonly string[]): string[] {
  const wanted = texts.map((text) => text.toLowerCase());
  return filesUnder(folder).filter((path) => {
    const content = `${path.slice(folder.length)}\n${bytesOf(path)}`.toLowerCase();
    return wanted.some((text) => content.includes(text));
  });
}

/** Files, and databases on the server, in which one of the texts can be read. */
export async function placesWith(dataDir: string, texts: readonly string[]): Promise<string[]> {
  return [...filesWith(dataDir, texts), ...(await databasesWith(dataDir, texts))];
}

/** SHA-256 of a file. */
export function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
