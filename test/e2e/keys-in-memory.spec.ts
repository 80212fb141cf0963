/** @engine sqlite: both engines hold keys in the same way; on SQLite there is one for each company's file as well. */
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { registerCompany } from '../support/api-client.js';
import { BuiltServer } from '../support/built-server.js';
import { addPatient } from '../support/clinic.js';
import { CommandLine } from '../support/command-line.js';
import { newInstallationKey } from '../support/encryption.js';
import { bytesOf, filesUnder } from '../support/life-files.js';
import { keyOf } from '../support/test-engine.js';

const POLL_MS = 50;
const NOTE = 'Quokkanote';
/** Linux shows what a process was started with. */
const SHOWN = ['cmdline', 'environ'];

describe('what others can take of a running server', () => {
  const commandLine = new CommandLine();
  let server: BuiltServer | undefined;
  afterEach(async () => {
    await server?.stop();
    await commandLine.remove();
  });

  /** All strings and objects that the server has, which it writes when it gets a signal. It answers when it is done. */
  async function heapSnapshot(): Promise<string> {
    const [folder, before] = [commandLine.folder, new Set(readdirSync(commandLine.folder))];
    const isNew = (name: string): boolean => name.endsWith('.heapsnapshot') && !before.has(name);
    server!.signal('SIGUSR2');
    let name: string | undefined;
    while ((name = readdirSync(folder).find(isNew)) === undefined) await sleep(POLL_MS);
    await server!.api.get('/health/live');
    return readFileSync(join(folder, name), 'latin1');
  }

  const shown = (): string =>
    SHOWN.map((name) => `/proc/${server!.pid}/${name}`)
      .filter((path) => existsSync(path))
      .map((path) => readFileSync(path, 'latin1'))
      .join('\n');

  it('has no key in heap snapshots, command line, environment, logs and files; and no word once it is erased', async () => {
    const [key, signing] = [newInstallationKey(), randomBytes(32).toString('base64url')];
    const at = (name: string): string => join(commandLine.folder, name);
    const secrets = { TENANT_ENCRYPTION_KEY_FILE: at('.key'), JWT_SECRET_FILE: at('.signing') };
    // Where TEST_ENCRYPTION sets a key, it is not that one.
    const env = { ...secrets, TENANT_ENCRYPTION_KEY: '' };
    writeFileSync(secrets.TENANT_ENCRYPTION_KEY_FILE, key, { mode: 0o600 });
    writeFileSync(secrets.JWT_SECRET_FILE, signing, { mode: 0o600 });
    server = await BuiltServer.start({
      ...env,
      DATA_DIR: commandLine.folder,
      NODE_OPTIONS: `--heapsnapshot-signal=SIGUSR2 --diagnostic-dir=${commandLine.folder}`,
      // As whoever sets a secret itself has it: this is what a look must find.
      MAIL_URL: 'smtp://control:seen-by-everybody@127.0.0.1:9',
    });
    const { api } = await registerCompany(server.api, { companyName: 'City Hospital' });
    await addPatient(api, { lastName: 'Quokkason', notes: NOTE });
    expect((await api.get('/api/patients')).status).toBe(200);
    const keys = [Buffer.from(key, 'base64'), Buffer.from(signing), ownKey(commandLine.folder, key)];
    const forms = keys.flatMap((bytes) =>
      (['latin1', 'base64', 'base64url', 'hex'] as const).map((as) => bytes.toString(as)),
    );
    const isTold = (text: string): boolean => [key, signing, ...forms].some((form) => text.includes(form));

    const open = await heapSnapshot();
    expect([open, shown(), server.stdout, server.stderr].map(isTold)).toEqual(Array(4).fill(false));
    const files = filesUnder(commandLine.folder).filter((path) => !Object.values(secrets).includes(path));
    expect(files.filter((path) => isTold(bytesOf(path)))).toEqual([]);
    // Control: what is in the settings as text, and what the program has open, is found.
    expect([open, shown()].map((text) => text.includes('seen-by-everybody'))).toEqual([true, true]);
    expect(open).toContain(NOTE);

    const erased = await commandLine.run(['delete-tenant', 'city-hospital', '--now', '--yes'], { env });
    expect([erased.code, erased.stderr]).toEqual([0, '']);
    expect((await api.get('/api/patients')).status).toBe(401);
    const after = await heapSnapshot();
    expect([after.includes(NOTE), after.includes('Quokkason'), isTold(after)]).toEqual([false, false, false]);
  });
});

function ownKey(dataDir: string, key: string): Buffer {
  return Buffer.from(keyOf(dataDir, 'tenant_city_hospital', key)!);
}
