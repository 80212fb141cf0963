import { describe, expect, it } from '@jest/globals';
import { deviceName } from './client.js';

const MOZILLA = 'Mozilla/5.0';
const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36';

describe('the name of a device', () => {
  it.each([
    [`${MOZILLA} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0`, 'Firefox on Linux'],
    [`${MOZILLA} (Windows NT 10.0; Win64; x64) ${CHROME}`, 'Chrome on Windows'],
    [`${MOZILLA} (Windows NT 10.0; Win64; x64) ${CHROME} Edg/143.0.0.0`, 'Edge on Windows'],
    [`${MOZILLA} (Linux; Android 16) ${CHROME}`, 'Chrome on Android'],
    [`${MOZILLA} (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1`, 'Safari on iOS'],
    [`${MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) Version/19.0 Safari/605.1`, 'Safari on macOS'],
    ['curl/8.14.1', 'curl'],
    ['node', 'node'],
    ['okhttp/5.0', 'okhttp'],
    ['<script>', 'Unknown program'],
    ['', 'Unknown program'],
    ['x'.repeat(9000), 'x'.repeat(40)],
  ])('that says %j is %j', (userAgent, name) => {
    expect(deviceName(userAgent)).toBe(name);
  });
});
