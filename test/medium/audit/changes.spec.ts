import { beforeEach, describe, expect, it } from '@jest/globals';
import { CompanyAudit, UnauditedChangeError } from '../../../src/audit/index.js';
import { Doctor } from '../../../src/doctors/index.js';
import { Patient } from '../../../src/patients/index.js';
import { TenantWrites } from '../../../src/tenancy/index.js';
import { BulkTable } from '../../../src/tenancy/import/bulk-table.js';
import { raw } from '../../support/test-engine.js';
import { SOMEBODY } from '../../support/somebody.js';
import { patientInput, tenantDatabases, TEST_KEYS } from '../../support/tenant-database.js';
import type { TenantDatabase } from '../../support/tenant-database.js';

const newDatabase = tenantDatabases();

type Entry = Record<string, unknown> & { detail: string | null };

describe('The audit log of a company', () => {
  let clinic: TenantDatabase;
  let writes: TenantWrites;
  beforeEach(async () => {
    clinic = await newDatabase(undefined, 'encrypt');
    writes = new TenantWrites(clinic.dataSource, clinic.clock);
  });

  const entries = (): Promise<Entry[]> => clinic.dataSource.query('SELECT * FROM audit_entry ORDER BY seq');
  const changesOf = ({ detail }: Entry): unknown =>
    TEST_KEYS.reveal((JSON.parse(detail ?? '{}') as { encrypted: string }).encrypted);

  it('tells who created, changed and deleted which record, and what was in it', async () => {
    const { id } = await clinic.newPatient({ notes: 'Allergic' });
    await clinic.patients.update(SOMEBODY, id, { notes: null, phone: '+1 555 0103' });
    await clinic.patients.delete(SOMEBODY, id);
    const found = await entries();
    expect(found).toMatchObject([
      { seq: 1, action: 'create', user_id: 7, role: 'owner', address: '127.0.0.1', request_id: 'test' },
      { seq: 2, action: 'update', record_table: 'patients_patient', record_id: '1', record_count: 1 },
      { seq: 3, action: 'delete', record_table: 'patients_patient', record_id: '1' },
    ]);
    expect(changesOf(found[0]!)).toEqual({
      firstName: [null, 'Rosa'],
      lastName: [null, 'Álvarez'],
      notes: [null, 'Allergic'],
    });
    expect(changesOf(found[1]!)).toEqual({ notes: ['Allergic', null], phone: [null, '+1 555 0103'] });
    expect(changesOf(found[2]!)).toMatchObject({ lastName: ['Álvarez', null], phone: ['+1 555 0103', null] });
    expect(JSON.parse(found[1]!.detail!)).toMatchObject({ fields: ['phone', 'notes'] });
  });

  it.each(['hash', 'none'] as const)('keeps no value that could be read with AUDIT_VALUES=%s', async (values) => {
    clinic = await newDatabase(undefined, values);
    const { id } = await clinic.newPatient({ notes: 'CANARY-1' });
    await clinic.patients.update(SOMEBODY, id, { notes: 'CANARY-2' });
    await clinic.patients.update(SOMEBODY, id, { notes: 'CANARY-1' });
    const found = await entries();
    expect(JSON.stringify(found)).not.toContain('CANARY');
    const hashes = found.map(({ detail }) => (JSON.parse(detail!) as { hashed?: { notes: string[] } }).hashed?.notes);
    if (values === 'none') expect(hashes).toEqual([undefined, undefined, undefined]);
    // Equal values can be told from others: what came back is what was there.
    else expect([hashes[1]![0], hashes[2]![1]]).toEqual([hashes[0]![1], hashes[0]![1]]);
  });

  it('holds no value in plain text when they are encrypted', async () => {
    await clinic.newPatient({ notes: 'CANARY' });
    expect(JSON.stringify(await entries())).not.toContain('CANARY');
  });

  it('says nothing of what was undone, at any level', async () => {
    const row = { ...patientInput(), createdAt: clinic.clock.now(), updatedAt: clinic.clock.now() };
    await writes
      .run(SOMEBODY, async (transaction) => {
        await transaction.insert(Patient, { ...row });
        throw new Error('undo');
      })
      .catch(() => undefined);
    expect(await entries()).toEqual([]);
    await writes.run(SOMEBODY, async (transaction) => {
      await transaction.insert(Patient, { ...row, lastName: 'Stays' });
      await transaction
        .transaction(async (nested) => {
          await nested.insert(Patient, { ...row, lastName: 'Goes' });
          throw new Error('undo');
        })
        .catch(() => undefined);
      await transaction.transaction((nested) => nested.insert(Patient, { ...row, lastName: 'Stays too' }));
    });
    const found = await entries();
    expect(found.map(({ record_id: id }) => id)).toEqual(
      (await clinic.rows('patients_patient')).map(({ id }) => String(id)),
    );
    expect(found).toHaveLength(2);
  });

  it('tells of raw statements as of any other', async () => {
    const { id } = await clinic.newPatient();
    await clinic.newPatient({ lastName: 'Other' });
    await writes.run(SOMEBODY, async (transaction) => {
      const update = `UPDATE patients_patient SET last_name = ?, notes = 'x' WHERE id = ? AND last_name <> ?`;
      await raw(transaction, update, ['New', id, 'New']);
      await raw(transaction, 'DELETE FROM "patients_patient" WHERE last_name IN (?, ?)', ['Other', 'Nobody']);
    });
    const found = (await entries()).slice(2);
    expect(found).toMatchObject([
      { action: 'update', record_id: '1' },
      { action: 'delete', record_id: '2' },
    ]);
    expect(changesOf(found[0]!)).toEqual({ lastName: ['Álvarez', 'New'], notes: [null, 'x'] });
  });

  it('tells of a file that was taken in as one entry', async () => {
    const table = new BulkTable(clinic.dataSource, Patient);
    const now = clinic.clock.now();
    const rows = Array.from({ length: 250 }, () => table.rowOf({ ...patientInput(), createdAt: now, updatedAt: now }));
    await writes.run(SOMEBODY, async (transaction) => {
      await table.insert(transaction, rows.slice(0, 200), undefined);
      await table.insert(transaction, rows.slice(200), undefined);
    });
    expect(await entries()).toMatchObject([
      { action: 'import', record_ids: ',1-250,', record_count: 250, detail: null },
    ]);
  });

  it.each([
    ['outside of a transaction', (c: TenantDatabase) => c.dataSource.query(`DELETE FROM patients_patient`)],
    ['for nobody', (c: TenantDatabase) => c.dataSource.transaction((t) => t.delete(Patient, { id: 1 }))],
    [
      'in a way that it does not understand',
      (c: TenantDatabase) =>
        new TenantWrites(c.dataSource, c.clock).run(SOMEBODY, (t) =>
          t.query(`INSERT INTO patients_patient (first_name, last_name, created_at, updated_at)
            SELECT first_name, last_name, created_at, updated_at FROM patients_patient`),
        ),
    ],
    [
      'by a statement that hides behind another',
      (c: TenantDatabase) =>
        new TenantWrites(c.dataSource, c.clock).run(SOMEBODY, (t) =>
          t.query(`WITH x AS (SELECT 1) DELETE FROM patients_patient WHERE 1 IN (SELECT * FROM x)`),
        ),
    ],
  ])('has changes refused that are made %s', async (_how, change) => {
    await clinic.newPatient();
    const before = await clinic.rows('patients_patient');
    await expect(change(clinic)).rejects.toThrow(UnauditedChangeError);
    expect(await clinic.rows('patients_patient')).toEqual(before);
    expect(await entries()).toHaveLength(1);
  });

  it('cannot be got round by whoever catches the failure of recording', async () => {
    const { id } = await clinic.newPatient();
    const changed = writes.run(SOMEBODY, async (transaction) => {
      const { queryRunner } = transaction;
      const query = queryRunner!.query.bind(queryRunner);
      queryRunner!.query = ((sql: string, ...rest: []) =>
        sql.startsWith('SELECT * FROM "patients_patient" WHERE "id" IN')
          ? Promise.reject(new Error('no look afterwards'))
          : query(sql, ...rest)) as typeof query;
      await transaction.update(Patient, { id }, { notes: 'changed' }).catch(() => undefined);
    });
    await expect(changed).rejects.toThrow(UnauditedChangeError);
    expect(await clinic.rows('patients_patient')).toMatchObject([{ notes: null }]);
  });

  it('cannot be got round by whoever catches the failure of telling what was inserted', async () => {
    const patients = CompanyAudit.of(clinic.dataSource)!.tables.named('patients_patient')!;
    Object.assign(patients, {
      open: () => {
        throw new Error('cannot be told');
      },
    });
    const inserted = writes.run(SOMEBODY, async (transaction) => {
      const now = clinic.clock.now();
      const patient = { ...patientInput(), createdAt: now, updatedAt: now };
      await expect(transaction.insert(Patient, patient)).rejects.toThrow('cannot be told');
    });
    await expect(inserted).rejects.toThrow(UnauditedChangeError);
    expect(await clinic.rows('patients_patient')).toEqual([]);
  });

  it('tells of nothing whose transaction has ended before its entry was made', async () => {
    const entries = async (): Promise<number> =>
      (await raw<object[]>(clinic.dataSource, 'SELECT seq FROM audit_entry')).length;
    const before = await entries();
    const runner = clinic.dataSource.createQueryRunner();
    await runner.startTransaction();
    const change = { action: 'create' as const, table: 'patients_patient', ids: [1] };
    const written = expect(CompanyAudit.of(clinic.dataSource)!.write(runner, SOMEBODY, [change])).rejects.toThrow(
      UnauditedChangeError,
    );
    await runner.rollbackTransaction();
    await written;
    await runner.release();
    expect(await entries()).toBe(before);
  });

  it('has others hear of the change, not of its own entry, which goes and stays with the change all the same', async () => {
    const heard: string[] = [];
    clinic.dataSource.subscribers.push({ afterQuery: ({ query }) => void heard.push(query) });
    await clinic.newDoctor();
    const undone = writes.run(SOMEBODY, async (transaction) => {
      await CompanyAudit.of(clinic.dataSource)!.write(transaction.queryRunner!, SOMEBODY, [
        { action: 'create', table: 'doctors_doctor', ids: [2] },
      ]);
      throw new Error('changed my mind');
    });
    await expect(undone).rejects.toThrow('changed my mind');
    expect(await entries()).toHaveLength(1);
    expect(heard.filter((sql) => sql.includes('doctors_doctor'))).toHaveLength(1);
    expect(heard.filter((sql) => sql.includes('audit_entry'))).toEqual([]);
  });

  it('knows which requests it has told of', async () => {
    const reader = { ...SOMEBODY };
    expect(CompanyAudit.hasRecorded(reader)).toBe(false);
    await writes.run(reader, (transaction) => transaction.delete(Doctor, { id: 999 }));
    expect(CompanyAudit.hasRecorded(reader)).toBe(false);
    const { id } = await clinic.newDoctor();
    await writes.run(reader, (transaction) => transaction.delete(Doctor, { id }));
    expect(CompanyAudit.hasRecorded(reader)).toBe(true);
    expect(CompanyAudit.hasRecorded({ ...reader })).toBe(false);
  });
});

it('A control without the watch loses a raw change', async () => {
  const clinic = await newDatabase(undefined, 'none');
  const { id } = await clinic.newPatient();
  clinic.dataSource.subscribers.length = 0;
  await clinic.patients.update(SOMEBODY, id, { notes: 'nobody knows' });
  expect(await clinic.dataSource.query('SELECT * FROM audit_entry')).toHaveLength(1);
});
