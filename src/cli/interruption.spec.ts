import { describe, expect, it } from '@jest/globals';
import { interruptible } from './interruption.js';

describe('interruptible work', () => {
  it('is told of the first signal, and only of that: the second one is for the process', async () => {
    const stopped = await interruptible(async (stop) => {
      expect(stop.aborted).toBe(false);
      process.emit('SIGTERM');
      expect(process.listenerCount('SIGTERM')).toBe(0);
      return stop.aborted;
    });
    expect(stopped).toBe(true);
  });

  it('leaves no handler behind, also when it fails', async () => {
    const failing = interruptible(() => Promise.reject(new Error('failed')));
    expect(process.listenerCount('SIGINT')).toBe(1);
    await expect(failing).rejects.toThrow('failed');
    expect(process.listenerCount('SIGINT')).toBe(0);
  });
});
