/** @engine sqlite: files that cannot be opened. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { BuiltServer } from '../support/built-server.js';
import { tempFolders } from '../support/temp-folder.js';

const folder = tempFolders();

describe('starting with settings that are wrong', () => {
  it('ends with 78 and tells every problem on standard error, and no value', async () => {
    const server = await BuiltServer.fail({
      PORT: '99999',
      JWT_SECRET: 'hunter2',
      ACCESS_TOKEN_TTL: 'hunter2',
      CORS_ORIGINS: 'hunter2',
      RATE_LIMIT: 'hunter2',
    });
    expect(await server.exit).toBe(78);
    expect(server.stdout).toBe('');
    for (const name of ['PORT', 'JWT_SECRET', 'ACCESS_TOKEN_TTL', 'CORS_ORIGINS', 'RATE_LIMIT']) {
      expect(server.stderr).toMatch(new RegExp(`^${name} must .+$`, 'm'));
    }
    expect(server.stderr).not.toMatch(/hunter2|99999|\n {4}at /);
    await server.stop();
  });

  it('ends with 1 and says which database is damaged, and how, and leaves it as it was', async () => {
    const dataDir = folder();
    await writeFile(join(dataDir, 'db.sqlite3'), 'no database at all');
    const server = await BuiltServer.fail({ DATA_DIR: dataDir });
    expect(await server.exit).toBe(1);
    expect(server.stderr).toBe('medadmin cannot start:\nThe database master cannot be read (SQLITE_NOTADB).\n');
    expect(await readFile(join(dataDir, 'db.sqlite3'), 'utf8')).toBe('no database at all');
    await server.stop();
  });

  it('ends with 1 and a reason when the port is taken', async () => {
    const first = await BuiltServer.start();
    const second = await BuiltServer.fail({ PORT: new URL(first.url).port });
    expect(await second.exit).toBe(1);
    expect(second.stderr).toContain('EADDRINUSE');
    expect(second.stderr).not.toContain('    at ');
    await Promise.all([first.stop(), second.stop()]);
  });
});
