import { describe, expect, it } from '@jest/globals';
import { commandLines } from '../support/command-line.js';
import type { CommandLine } from '../support/command-line.js';
import { directly, TEST_ENGINE } from '../support/test-engine.js';

interface Verified {
  readonly companies: { slug: string; status: string; entries: number; faults: object[] }[];
}

describe('medadmin verify-audit', () => {
  const commandLine = commandLines();
  const DATABASE = 'tenant_city_hospital';

  async function seeded(): Promise<CommandLine> {
    const medadmin = commandLine();
    await medadmin.run(['seed', '--password-stdin'], { input: 'correct horse battery staple\n' });
    return medadmin;
  }

  const verify = async (medadmin: CommandLine, ...options: string[]): Promise<[number | null, Verified]> => {
    const { code, stdout } = await medadmin.run(['verify-audit', '--all', '--json', ...options]);
    return [code, JSON.parse(stdout) as Verified];
  };

  /** As somebody can who has the file, or administers the server. */
  async function openToChanges(medadmin: CommandLine): Promise<void> {
    const found =
      TEST_ENGINE === 'sqlite'
        ? await medadmin.read(
            DATABASE,
            `SELECT 'DROP TRIGGER ' || name AS sql FROM sqlite_schema WHERE type = 'trigger'`,
          )
        : [{ sql: 'ALTER TABLE audit_entry DISABLE TRIGGER USER' }];
    await directly(medadmin.folder, DATABASE, ...found.map(({ sql }) => String(sql)));
  }

  it('finds logs untouched, and what was done to one', async () => {
    const medadmin = await seeded();
    const [code, { companies }] = await verify(medadmin, '--records');
    const isWell = { status: 'ok', records: { unlogged: 0, faults: [] } };
    expect([code, companies]).toMatchObject([0, [isWell, isWell]]);
    const { entries, slug } = companies.find((company) => company.slug === 'city-hospital')!;
    expect(entries).toBeGreaterThan(5);
    expect(await medadmin.run(['verify-audit', slug])).toMatchObject({
      code: 0,
      stdout: `${slug}: ok, ${entries} entries\n`,
    });

    await directly(medadmin.folder, DATABASE, "UPDATE patients_patient SET last_name = 'Nobody' WHERE id = 1");
    const { code: changed, stdout } = await medadmin.run(['verify-audit', slug, '--records']);
    expect([changed, stdout]).toEqual([1, expect.stringMatching(/record-changed: patients_patient 1 \(lastName\)\n/)]);
    expect(stdout).not.toContain('Nobody');

    // Control: without the records, what was done to one is not seen.
    await openToChanges(medadmin);
    await directly(medadmin.folder, DATABASE, 'UPDATE audit_entry SET user_id = 999 WHERE seq = 3');
    const edited = await medadmin.run(['verify-audit', slug]);
    expect(edited).toMatchObject({ code: 1, stdout: `${slug}: tampered, ${entries} entries\n  entry-changed at 3\n` });

    await directly(
      medadmin.folder,
      DATABASE,
      'UPDATE audit_entry SET user_id = NULL WHERE seq = 3',
      'DELETE FROM audit_entry WHERE seq > 4',
    );
    const [exit, after] = await verify(medadmin);
    expect(exit).toBe(1);
    expect(after.companies).toMatchObject(
      companies.map((company) =>
        company.slug === slug
          ? { status: 'tampered', entries: 4, faults: [{ code: 'tail-missing', seq: 5 }] }
          : { status: 'ok' },
      ),
    );
  });

  it.each([[[]], [['--all', 'city-hospital']], [['City Hospital']], [['--everything']]])('refuses %j', async (args) => {
    expect(await commandLine().run(['verify-audit', ...args])).toMatchObject({ code: 2, stdout: '' });
  });

  it('says so when there is no such company', async () => {
    const medadmin = commandLine();
    await medadmin.run(['migrate']);
    const { code, stderr } = await medadmin.run(['verify-audit', 'nobody']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('nobody')]);
  });
});
