/** @engine both: what rows are read as differs, and who can write past the program. */
import { describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { ChainCheck, RecordCheck } from '../../../src/audit/index.js';
import type { RecordFault, RecordsReport } from '../../../src/audit/index.js';
import type { AuditValues } from '../../../src/config/index.js';
import { Appointment } from '../../../src/appointments/index.js';
import { Doctor } from '../../../src/doctors/index.js';
import { Patient } from '../../../src/patients/index.js';
import { WORKING_TABLES } from '../../../src/tenancy/index.js';
import { SOMEBODY } from '../../support/somebody.js';
import { tenantDatabases, TEST_CELLS, TEST_KEYS } from '../../support/tenant-database.js';
import type { TenantDatabase } from '../../support/tenant-database.js';
import { raw, TEST_ENGINE } from '../../support/test-engine.js';

const NOTES = { table: 'patients_patient', column: 'notes' };
const LONG = 'Tells of it at length. '.repeat(40);
/** After the rows were made. */
const MIGRATION = { name: '20261128001210-encrypted-columns', statements: ['ALTER TABLE patients_patient'] };

/** So that a row gets the number that is asked for. */
const OVERRIDING = TEST_ENGINE === 'postgres' ? 'OVERRIDING SYSTEM VALUE' : '';

describe('Records and what the log tells of them', () => {
  const newDatabase = tenantDatabases();

  /** A clinic whose people were made, changed and removed by the program, on record. */
  async function clinic(values: AuditValues = 'encrypt'): Promise<TenantDatabase> {
    const made = await newDatabase(undefined, values, TEST_CELLS);
    for (const [index, lastName] of ['Adams', 'Brown', 'Cruz', 'Dietz'].entries())
      await made.newPatient({
        lastName,
        notes: `Notes of ${lastName}`,
        dateOfBirth: `199${index}-02-28`,
        gender: 'other',
      });
    await made.patients.update(SOMEBODY, 2, { notes: LONG, address: '12 Elm Road' });
    await made.patients.update(SOMEBODY, 2, { address: null });
    await made.patients.delete(SOMEBODY, 4);
    const { id } = await made.newAppointment({ patientId: 1, reason: 'Cough' });
    await made.appointments.update(SOMEBODY, id, { status: 'cancelled' });
    return made;
  }

  /** By whoever has the key of the file, or administers the server: nothing is recorded. */
  async function behind(made: TenantDatabase, work: (past: DataSource) => Promise<unknown>): Promise<void> {
    const past = await made.engine.dataSource('tenant_test', { entities: [Patient] }).initialize();
    await work(past);
    await past.destroy();
  }

  async function check(made: TenantDatabase, migrations: readonly (typeof MIGRATION)[] = []): Promise<RecordsReport> {
    const reading = await made.engine
      .dataSource('tenant_test', { entities: [Doctor, Patient, Appointment] })
      .initialize();
    const report = await new RecordCheck(reading, TEST_KEYS, WORKING_TABLES, migrations).run();
    await reading.destroy();
    return report;
  }

  const patient = (code: RecordFault['code'], id: number, fields?: string[]): RecordFault => ({
    ...{ code, table: 'patients_patient', id: String(id) },
    ...(fields && { fields }),
  });

  it.each<AuditValues>(['encrypt', 'hash'])(
    'agree while only the program has changed them (values: %s)',
    async (values) => {
      const made = await clinic(values);
      expect(await check(made)).toEqual({ records: 5, unlogged: 0, faults: [], more: 0 });
    },
  );

  it.each<AuditValues>(['encrypt', 'hash'])(
    'differ when one was changed, exchanged, emptied, removed, added or brought back past it (values: %s)',
    async (values) => {
      const made = await clinic(values);
      const sealed = (text: string): string => TEST_CELLS.seal(NOTES, text);
      await behind(made, async (past) => {
        const before = await made.rows('patients_patient');
        const restore = async (): Promise<void> => {
          for (const { id, notes, last_name } of before)
            await raw(past, 'UPDATE patients_patient SET notes = ?, last_name = ? WHERE id = ?', [
              notes,
              last_name,
              id,
            ]);
        };
        const [first, second] = before;
        const update = 'UPDATE patients_patient SET notes = ? WHERE id = ?';
        const found = async (): Promise<readonly RecordFault[]> => {
          const { faults } = await check(made);
          expect(JSON.stringify(faults)).not.toMatch(/Adams|Notes|quite/);
          return faults;
        };

        await raw(past, update, [sealed('quite something else'), 1]);
        expect(await found()).toEqual([patient('record-changed', 1, ['notes'])]);
        await restore();

        await raw(past, update, [second!.notes, 1]);
        await raw(past, update, [first!.notes, 2]);
        await raw(past, 'UPDATE patients_patient SET last_name = ? WHERE id = 3', ['Other']);
        expect(await found()).toEqual([
          patient('record-changed', 1, ['notes']),
          patient('record-changed', 2, ['notes']),
          patient('record-changed', 3, ['lastName']),
        ]);
        await restore();

        // What its creation did not tell of, and what has been emptied since.
        await raw(past, 'UPDATE patients_patient SET phone = ? WHERE id = 1', ['+1 555 0100']);
        await raw(past, 'UPDATE patients_patient SET notes = NULL WHERE id = 3');
        expect(await found()).toEqual([
          patient('record-changed', 1, ['phone']),
          patient('record-changed', 3, ['notes']),
        ]);
        await raw(past, 'UPDATE patients_patient SET phone = NULL WHERE id = 1');
        await restore();
        expect(await found()).toEqual([]);

        await raw(past, 'DELETE FROM patients_patient WHERE id = 3');
        const copy = (id: number): string => {
          const columns = Object.keys(first!).filter((name) => name !== 'id');
          return `INSERT INTO patients_patient (id, ${columns.join()}) ${OVERRIDING} SELECT ${id}, ${columns.join()} FROM patients_patient WHERE id = 1`;
        };
        await raw(past, copy(4));
        await raw(past, copy(90));
        expect(await found()).toEqual([
          patient('record-returned', 4),
          patient('record-added', 90),
          patient('record-missing', 3),
        ]);
      });
      // Control: the log is what was written, so that whoever looks at it alone finds nothing.
      const read = (sql: string): Promise<unknown[]> => raw(made.dataSource, sql);
      const { faults } = await new ChainCheck(read, TEST_KEYS, made.heads.at(-1)).run();
      expect(faults).toEqual([]);
    },
  );

  it('without values in the log agree unless one is missing, added or brought back', async () => {
    const made = await clinic('none');
    await behind(made, async (past) => {
      await raw(past, 'UPDATE patients_patient SET last_name = ? WHERE id = 1', ['Other']);
      expect((await check(made)).faults).toEqual([]);
      await raw(past, 'DELETE FROM patients_patient WHERE id = 3');
    });
    expect((await check(made)).faults).toEqual([patient('record-missing', 3)]);
  });

  it('are not compared where the log cannot know', async () => {
    const made = await newDatabase(undefined, 'encrypt', TEST_CELLS);
    const at = made.clock.now();
    const input = { firstName: 'Old', lastName: 'Unlogged', createdAt: at, updatedAt: at };
    await behind(made, (past) => past.getRepository(Patient).insert(input));
    await made.newPatient({ lastName: 'Logged' });
    expect(await check(made)).toEqual({ records: 1, unlogged: 1, faults: [], more: 0 });
    await made.patients.update(SOMEBODY, 1, { notes: 'from now on it is told of' });
    expect(await check(made)).toEqual({ records: 2, unlogged: 0, faults: [], more: 0 });
    await behind(made, (past) =>
      raw(past, 'UPDATE patients_patient SET first_name = ?, notes = ?', ['Other', 'Other']),
    );
    expect((await check(made)).faults).toEqual([
      patient('record-changed', 1, ['notes']),
      patient('record-changed', 2, ['firstName', 'notes']),
    ]);
    // A migration that came later may have filled a column, and may have changed what was there: it is named.
    const history =
      "INSERT INTO schema_migration (name, checksum, applied_at, duration_ms) VALUES (?, '', '2027-01-01', 1)";
    await behind(made, (past) => raw(past, history, [`${MIGRATION.name}-2`]));
    const { faults } = await check(made, [{ ...MIGRATION, name: `${MIGRATION.name}-2` }]);
    expect(faults.map(({ fields, migration }) => [fields, migration])).toEqual([
      [['notes'], `${MIGRATION.name}-2`],
      [['firstName'], `${MIGRATION.name}-2`],
    ]);
  });
});
