import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonText } from '../../src/common/index.js';
import { AppointmentQuery } from '../../src/appointments/index.js';
import { PatientQuery } from '../../src/patients/index.js';
import { tenantDatabases } from '../support/tenant-database.js';
import type { TenantDatabase } from '../support/tenant-database.js';

/** What the database writes as JSON must be what JSON.stringify makes of the entries. */
describe('a list that the database writes as JSON', () => {
  const newDatabase = tenantDatabases();
  let clinic: TenantDatabase;
  beforeEach(async () => {
    clinic = await newDatabase();
  });

  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

  it('says of every text what it is', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
      fc.constantFrom('"', '\\', '\\u0000', "'; --", '\u2028', '\u007f', 'é😀', '\t\r\n', '{"id":1}', '\ud83d\ude00'),
    );
    await fc.assert(
      fc.asyncProperty(text, fc.option(text), async (lastName, notes) => {
        // As a row that came by another way than the API, whose fields would refuse some of these.
        const now = clinic.clock.now();
        const { identifiers } = await clinic.dataSource.transaction((transaction) =>
          transaction.insert('patients_patient', { firstName: 'A', lastName, notes, createdAt: now, updatedAt: now }),
        );
        const id = identifiers[0]?.id as number;
        const page = await clinic.patients.list(Object.assign(new PatientQuery(), { sort: '-id', pageSize: 1 }));
        expect(JSON.parse(jsonText(page))).toEqual({
          items: [plain(await clinic.patients.get(id))],
          page: 1,
          pageSize: 1,
          total: id,
        });
        expect(plain(page)).toEqual(JSON.parse(jsonText(page)));
      }),
      { numRuns: 300 },
    );
  });

  it('says of times, numbers and what is missing what it is', async () => {
    const appointment = await clinic.newAppointment();
    await clinic.newPatient({ dateOfBirth: '1984-02-29', notes: null });
    const appointments = await clinic.appointments.list(new AppointmentQuery());
    expect(JSON.parse(jsonText(appointments))).toEqual({
      items: [plain(await clinic.appointments.get(appointment.id))],
      page: 1,
      pageSize: 20,
      total: 1,
    });
    const patients = await clinic.patients.list(Object.assign(new PatientQuery(), { sort: '-id' }));
    expect((JSON.parse(jsonText(patients)) as { items: unknown[] }).items[0]).toEqual(
      plain(await clinic.patients.get(2)),
    );
  });

  it('tells how many there are on all pages, also behind the last', async () => {
    for (let number = 0; number < 3; number += 1) await clinic.newPatient();
    const read = (page: number) => clinic.patients.list(Object.assign(new PatientQuery(), { page, pageSize: 2 }));
    const [first, second, third] = await Promise.all([read(1), read(2), read(3)]);
    expect([first.total, second.total, third.total]).toEqual([3, 3, 3]);
    expect([first.items.length, second.items.length, third.items.length]).toEqual([2, 1, 0]);
    expect(jsonText(third)).toBe('{"items":[],"page":3,"pageSize":2,"total":3}');
  });
});
