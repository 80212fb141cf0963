import { spawn } from 'node:child_process';
import { hostname } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { isGone, isTagGone, processTag, workIdentity } from './process-identity.js';

/** Number of a process that ran and ended. */
function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  return new Promise((resolve) => {
    child.once('close', () => {
      resolve(child.pid ?? 0);
    });
  });
}

describe('the identity of a process', () => {
  it('tells that this process lives', () => {
    expect(isGone(workIdentity())).toBe(false);
    expect(isTagGone(processTag())).toBe(false);
  });

  it('is another one for each piece of work', () => {
    expect(workIdentity()).not.toBe(workIdentity());
  });

  it('tells that a process that ended is gone', async () => {
    const pid = await deadProcess();
    expect(isTagGone(processTag().replace(/x\d+$/, `x${pid}`))).toBe(true);
    // Only its own host can tell.
    expect(isTagGone(`0000x${pid}`)).toBe(false);
    expect(isGone(`${hostname()}/${pid}/12345`)).toBe(true);
  });

  it('tells that a process is gone whose number another one has now', () => {
    const [host, pid, started] = workIdentity().split('/');
    expect(started).toMatch(process.platform === 'linux' ? /^\d+$/ : /./);
    expect(isGone(`${host}/${pid}/1`)).toBe(true);
  });

  it('does not call a process on another host gone', async () => {
    expect(isGone(`another-host/${await deadProcess()}/12345`)).toBe(false);
  });

  it('takes a process of somebody else for alive', () => {
    expect(isTagGone(processTag().replace(/x\d+$/, 'x1'))).toBe(false);
  });
});
