import { Injectable, Scope } from '@nestjs/common';
import { Repository } from 'typeorm';
import { Clock, findPage, whereSame } from '../common/index.js';
import type { Actor, IdempotentRequest, Listed, Page } from '../common/index.js';
import { InjectTenantRepository, isForeignKeyViolation, TenantWrites } from '../tenancy/index.js';
import { assertBorn } from './date-of-birth.js';
import { LISTED_PATIENTS } from './patient.dto.js';
import type { CreatePatientDto, PatientQuery, UpdatePatientDto } from './patient.dto.js';
import { Patient } from './patient.entity.js';
import { PatientInUseError, PatientNotFoundError } from './patients.errors.js';

/** The patients of one company. */
@Injectable({ scope: Scope.REQUEST, durable: true })
export class PatientsService {
  constructor(
    @InjectTenantRepository(Patient) private readonly patients: Repository<Patient>,
    private readonly writes: TenantWrites,
    private readonly clock: Clock,
  ) {}

  /** @throws ValidationError for a sort field that there is not. */
  list(query: PatientQuery): Promise<Page<Listed<Patient>>> {
    const { ids, email, dateOfBirth, gender } = query;
    return findPage(this.patients, query, {
      ...LISTED_PATIENTS,
      filter: (patients) => {
        if (ids !== undefined) patients.andWhere('entry.id IN (:...ids)', { ids });
        if (email !== undefined) whereSame(patients, 'email', email);
        if (dateOfBirth !== undefined) patients.andWhere('entry.dateOfBirth = :dateOfBirth', { dateOfBirth });
        if (gender !== undefined) patients.andWhere('entry.gender = :gender', { gender });
      },
    });
  }

  /** @throws PatientNotFoundError */
  async get(id: number): Promise<Patient> {
    const patient = await this.patients.findOneBy({ id });
    if (patient === null) throw new PatientNotFoundError();
    return patient;
  }

  /** @throws ValidationError for a birth in the future; IdempotencyMismatchError. */
  async create(by: Actor, input: CreatePatientDto, request?: IdempotentRequest): Promise<Patient> {
    const now = this.clock.now();
    assertBorn(input.dateOfBirth, now);
    return this.writes.once(by, request, async (transaction) => {
      const fields = { ...input, createdAt: now, updatedAt: now };
      const { identifiers } = await transaction.insert(Patient, fields);
      return { id: identifiers[0]?.id as number, ...fields };
    });
  }

  /**
   * Changes the fields that are given; of several changes at once the last one stays.
   * @throws PatientNotFoundError; ValidationError for a birth in the future.
   */
  async update(by: Actor, id: number, changes: UpdatePatientDto): Promise<Patient> {
    assertBorn(changes.dateOfBirth, this.clock.now());
    return this.writes.run(by, async (transaction) => {
      const patient = await transaction.findOneBy(Patient, { id });
      if (patient === null) throw new PatientNotFoundError();
      if (Object.keys(changes).length === 0) return patient;
      const fields = { ...changes, updatedAt: this.clock.now() };
      await transaction.update(Patient, { id }, fields);
      return Object.assign(patient, fields);
    });
  }

  /** @throws PatientNotFoundError, PatientInUseError. */
  async delete(by: Actor, id: number): Promise<void> {
    const { affected } = await this.writes
      .run(by, (transaction) => transaction.delete(Patient, { id }), { frees: true })
      .catch(refuseInUse);
    if (affected === 0) throw new PatientNotFoundError();
  }
}

function refuseInUse(error: unknown): never {
  throw isForeignKeyViolation(error) ? new PatientInUseError() : error;
}
