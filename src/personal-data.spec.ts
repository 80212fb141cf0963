import { describe, expect, it } from '@jest/globals';
import { entityMetadata } from './database/index.js';
import type { TableDescription } from './database/index.js';
import { Anonymizer } from './fleet/index.js';
import { Doctor } from './doctors/index.js';
import { personalData, TenantSchema } from './tenancy/index.js';
import { TENANT_MODELS } from './tenant-models.js';

describe('what the clinic models say about people', () => {
  it('says it of every column that there is', async () => {
    const { change } = await new Anonymizer(new TenantSchema(TENANT_MODELS)).begin();
    const columns = ['id', 'first_name', 'last_name', 'email', 'phone', 'notes'];
    const table = {
      name: 'patients_patient',
      columns: [{ name: 'notes', notNull: false }],
    } as unknown as TableDescription;
    const row = change(table, columns, [7, 'Rosa', 'Luna', 'rosa@example.com', '+49 30 1', 'Allergic to nuts']);
    expect(row).toEqual([7, 'Sam', 'Person 7', 'person7@example.invalid', '+1 555 0100', null]);
    expect(() => change(table, ['shoe_size'], [44])).toThrow('Nobody has said');
  });

  it('is missed when a model does not say it, or leaves a column out', async () => {
    const [first, ...rest] = TENANT_MODELS;
    const silent = [{ ...first!, personal: [] }, ...rest];
    await expect(new Anonymizer(new TenantSchema(silent)).begin()).rejects.toThrow('Nobody has said');
    const columns = first?.personal?.[0]?.columns ?? {};
    const { phone: _phone, ...others } = columns;
    const forgetful = [{ ...first!, personal: [personalData(Doctor, others as never)] }, ...rest];
    await expect(new Anonymizer(new TenantSchema(forgetful)).begin()).rejects.toThrow('doctors_doctor.phone');
  });

  it('keeps no text of people', async () => {
    const { entityMetadatas } = await entityMetadata(new TenantSchema(TENANT_MODELS).entities);
    const kept = TENANT_MODELS.flatMap(({ personal = [] }) =>
      personal.flatMap(({ entity, columns }) => {
        const table = entityMetadatas.find(({ target }) => target === entity)?.tableName ?? '';
        const names = Object.entries(columns ?? {}).filter(([, kind]) => kind === 'keep');
        return names.map(([name]) => `${table}.${name}`);
      }),
    );
    // A column that joins this list tells of nobody: think twice.
    expect(kept.sort()).toEqual([
      'appointments_appointment.doctorId',
      'appointments_appointment.id',
      'appointments_appointment.patientId',
      'appointments_appointment.status',
      'doctors_doctor.id',
      'doctors_doctor.specialty',
      'patients_patient.gender',
      'patients_patient.id',
    ]);
  });
});
