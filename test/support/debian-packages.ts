import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';

const PATIENCE_MS = 60_000;

export const run = promisify(execFile);

/** Where the libraries of unpacked packages are. */
export function librariesIn(folder: string): string {
  return join(folder, 'usr/lib/x86_64-linux-gnu');
}

/** Unpacks Debian packages into a folder, without installing anything. @throws an error where they cannot be had. */
export async function unpackDebian(folder: string, packages: readonly string[]): Promise<void> {
  const debs = join(folder, 'debs');
  mkdirSync(debs);
  await run('apt-get', ['download', ...packages], { cwd: debs, timeout: PATIENCE_MS });
  await run('bash', ['-c', 'for deb in *.deb; do dpkg-deb -x "$deb" ..; done'], { cwd: debs });
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
