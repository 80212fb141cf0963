import { UsageError } from './cli.errors.js';

/**
 * The password that comes in on standard input, without the line break at its end.
 * @throws UsageError at a terminal, which would show it while it is typed.
 */
export async function passwordFromStandardInput(): Promise<string> {
  if (process.stdin.isTTY) throw new UsageError('--password-stdin reads from a pipe or a file');
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}
