import 'reflect-metadata';
import { afterEach } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Appointment, AppointmentsService, CreateAppointmentDto } from '../../src/appointments/index.js';
import type { AuditValues } from '../../src/config/index.js';
import type { IdempotentRequest } from '../../src/common/index.js';
import { AuditKeyring, CompanyAudit } from '../../src/audit/index.js';
import type { ChainHead } from '../../src/audit/index.js';
import { CellCipher, Migrator } from '../../src/database/index.js';
import type { DatabaseEngine } from '../../src/database/index.js';
import { CreateDoctorDto, Doctor, DoctorsService } from '../../src/doctors/index.js';
import { CreatePatientDto, Patient, PatientsService } from '../../src/patients/index.js';
import { TenantSchema, TenantWrites, WORKING_TABLES } from '../../src/tenancy/index.js';
import { SubscribersInOrder } from '../../src/tenancy/subscribers-in-order.js';
import { CompanyQuota } from '../../src/tenancy/quota/company-quota.js';
import type { TenantLimits } from '../../src/tenancy/index.js';
import { TENANT_MODELS } from '../../src/tenant-models.js';
import { tempFolders } from './temp-folder.js';
import { IS_ENCRYPTED, testEngine } from './test-engine.js';
import { TestClock } from './test-clock.js';
import { SOMEBODY } from './somebody.js';

/** What sensitive columns of company 1's database are encrypted with. */
export const TEST_CELLS = new CellCipher({ companyId: 1, keys: [{ number: 1, key: Buffer.alloc(32, 'c') }] });

/** Keys of the audit log of company 1, whose database it is. */
export const TEST_KEYS = new AuditKeyring(Buffer.alloc(32, 7)).of(1);

/** A company's database as migrations make it, with the services of the clinic models on it. */
export class TenantDatabase {
  readonly clock = new TestClock('2026-11-24T08:00:00Z');
  readonly doctors: DoctorsService;
  readonly patients: PatientsService;
  readonly appointments: AppointmentsService;

  /** Ends of the audit log's chain, as they were committed. */
  readonly heads: ChainHead[] = [];

  private constructor(
    readonly engine: DatabaseEngine,
    readonly dataSource: DataSource,
    values?: AuditValues,
  ) {
    if (values !== undefined) this.putOnRecord(values);
    const writes = new TenantWrites(dataSource, this.clock);
    this.doctors = new DoctorsService(dataSource.getRepository(Doctor), writes, this.clock);
    this.patients = new PatientsService(dataSource.getRepository(Patient), writes, this.clock);
    this.appointments = new AppointmentsService(dataSource.getRepository(Appointment), writes, this.clock);
  }

  /**
   * @param limits what the company's plan allows, asked for at every decision; none: nothing is limited.
   * @param values how the audit log keeps values; none: there is no log.
   * @param cipher encrypts sensitive columns; null: nothing does.
   */
  static async open(
    folder: string,
    limits?: TenantLimits,
    values?: AuditValues,
    cipher: CellCipher | null = IS_ENCRYPTED ? TEST_CELLS : null,
  ): Promise<TenantDatabase> {
    const engine = testEngine(folder);
    Object.assign(engine.cells, { of: () => Promise.resolve(cipher ?? undefined) });
    const { entities, migrations, counted } = new TenantSchema(TENANT_MODELS);
    await engine.create('tenant_test');
    await new Migrator(engine, migrations, new TestClock('2026-11-24T00:00:00Z')).migrate('tenant_test');
    const dataSource = await engine.dataSource('tenant_test', { entities }).initialize();
    const quota = { limitsOf: () => Promise.resolve({ ...limits }) };
    if (limits) CompanyQuota.install(dataSource, { companyId: 1, counted, quota, engine });
    return new TenantDatabase(engine, dataSource, values);
  }

  private putOnRecord(values: AuditValues): void {
    CompanyAudit.install(this.dataSource, {
      ...{ companyId: 1, keys: TEST_KEYS, values, clock: this.clock, workingTables: WORKING_TABLES },
      onHead: (_companyId, head) => this.heads.push(head),
    });
    SubscribersInOrder.install(this.dataSource);
  }

  newDoctor(input: Partial<CreateDoctorDto> = {}): Promise<Doctor> {
    return this.doctors.create(SOMEBODY, doctorInput(input));
  }

  newPatient(input: Partial<CreatePatientDto> = {}): Promise<Patient> {
    return this.patients.create(SOMEBODY, patientInput(input));
  }

  /** An appointment from nine to ten, with a doctor and a patient of its own unless the test names them. */
  async newAppointment(input: Partial<CreateAppointmentDto> = {}): Promise<Appointment> {
    return this.appointments.create(SOMEBODY, await this.appointmentInput(input));
  }

  async appointmentInput(input: Partial<CreateAppointmentDto> = {}): Promise<CreateAppointmentDto> {
    return Object.assign(new CreateAppointmentDto(), {
      doctorId: input.doctorId ?? (await this.newDoctor()).id,
      patientId: input.patientId ?? (await this.newPatient()).id,
      startsAt: new Date('2026-11-24T09:00:00Z'),
      endsAt: new Date('2026-11-24T10:00:00Z'),
      ...input,
    });
  }

  async close(): Promise<void> {
    await this.dataSource.destroy();
  }

  /** Rows of a table, as they are in the database. */
  rows(table: string): Promise<Record<string, unknown>[]> {
    return this.dataSource.query(`SELECT * FROM ${table} ORDER BY id`);
  }
}

export function doctorInput(input: Partial<CreateDoctorDto> = {}): CreateDoctorDto {
  const required = { firstName: 'Grace', lastName: 'Hopper', specialty: 'Cardiology' };
  return Object.assign(new CreateDoctorDto(), required, input);
}

export function patientInput(input: Partial<CreatePatientDto> = {}): CreatePatientDto {
  return Object.assign(new CreatePatientDto(), { firstName: 'Rosa', lastName: 'Álvarez' }, input);
}

/** The request as the controller passes it on when it came with this Idempotency-Key. */
export function withKey(key: string, body: unknown): IdempotentRequest {
  return { key, keyHash: key.padEnd(64, '0'), body: JSON.stringify(body) };
}

type TenantDatabaseOptions = [limits?: TenantLimits, values?: AuditValues, cipher?: CellCipher | null];

/** @returns a function that makes a database for the running test; it is closed and removed after the test. */
export function tenantDatabases(): (...how: TenantDatabaseOptions) => Promise<TenantDatabase> {
  const made: TenantDatabase[] = [];
  const folder = tempFolders();
  afterEach(async () => {
    for (const database of made.splice(0)) await database.close();
  });
  return async (...how) => {
    const database = await TenantDatabase.open(folder(), ...how);
    made.push(database);
    return database;
  };
}
