import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { loadSettings } from './load-settings.js';

describe('a secret of the settings', () => {
  const text = 'a-secret-that-nobody-is-to-read-0123456789';
  const settings = loadSettings({ JWT_SECRET: text });

  it('is there for whoever asks for its bytes, and for nobody who prints the settings', () => {
    expect(settings.jwtSecret?.bytes().toString()).toBe(text);
    const printed = [
      String(settings.jwtSecret),
      JSON.stringify(settings),
      inspect(settings, { depth: 9, showHidden: true }),
    ];
    for (const one of printed) expect([one.includes(text), one.includes('secret)')]).toEqual([false, true]);
  });
});
