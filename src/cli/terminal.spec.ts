import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { AbortedError } from './cli.errors.js';
import { Terminal } from './terminal.js';

interface Keyboard {
  readonly terminal: Terminal;
  readonly types: (keys: string) => void;
  readonly screen: () => string;
  /** What was shown, and changes of who shows the keys, in order. */
  readonly events: string[];
}

function keyboard({ isTTY = true } = {}): Keyboard {
  const events: string[] = [];
  const setRawMode = (isOn: boolean): void => void events.push(`raw mode ${isOn ? 'on' : 'off'}`);
  const input = Object.assign(new PassThrough(), { isTTY, setRawMode });
  const output = Object.assign(new PassThrough(), { isTTY });
  const write = output.write.bind(output) as (chunk: string) => boolean;
  let shown = '';
  output.write = (chunk: string) => {
    shown += chunk;
    events.push(chunk);
    return write(chunk);
  };
  return { terminal: new Terminal({ input, output }), types: (keys) => input.write(keys), screen: () => shown, events };
}

describe('the terminal', () => {
  it('asks and takes the answer', async () => {
    const { terminal, types, screen } = keyboard();
    const answer = terminal.ask('Username: ');
    types('ada\n');
    await expect(answer).resolves.toBe('ada');
    expect(screen()).toContain('Username: ');
    expect(screen()).toContain('ada');
  });

  it('does not show a secret', async () => {
    const { terminal, types, screen } = keyboard();
    const answer = terminal.askSecret('Password: ');
    types('correct horse\n');
    await expect(answer).resolves.toBe('correct horse');
    expect(screen()).toBe('Password: \n');
  });

  it('has stopped showing keys before it asks for a secret', async () => {
    const { terminal, types, events } = keyboard();
    const answer = terminal.askSecret('Password: ');
    types('correct horse\n');
    await answer;
    expect(events.slice(0, 2)).toEqual(['raw mode on', 'Password: ']);
  });

  it('loses nothing that is typed ahead', async () => {
    const { terminal, types } = keyboard();
    const first = terminal.ask('1: ');
    types('one\ntwo\nthree\n');
    expect([await first, await terminal.askSecret('2: '), await terminal.ask('3: ')]).toEqual(['one', 'two', 'three']);
  });

  it.each([
    ['yes\n', true],
    [' YES \n', true],
    ['y\n', false],
    ['\n', false],
    ['yes please\n', false],
  ])('takes only a whole yes for a yes: %j', async (typed, expected) => {
    const { terminal, types } = keyboard();
    const answer = terminal.confirms('Sure?');
    types(typed);
    await expect(answer).resolves.toBe(expected);
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('is left with %s', async (_name, key) => {
    const { terminal, types } = keyboard();
    const answer = terminal.ask('Username: ');
    types(key);
    await expect(answer).rejects.toBeInstanceOf(AbortedError);
  });

  it('is nobody to ask when input or output is a pipe', () => {
    expect(keyboard().terminal.isInteractive).toBe(true);
    expect(keyboard({ isTTY: false }).terminal.isInteractive).toBe(false);
  });
});
