import { Injectable, Scope } from '@nestjs/common';
import { Repository } from 'typeorm';
import { Clock, findPage, whereSame } from '../common/index.js';
import type { Actor, IdempotentRequest, Listed, Page } from '../common/index.js';
import { InjectTenantRepository, isForeignKeyViolation, isUniqueViolation, TenantWrites } from '../tenancy/index.js';
import { Doctor } from './doctor.entity.js';
import { LISTED_DOCTORS } from './doctor.dto.js';
import type { CreateDoctorDto, DoctorQuery, UpdateDoctorDto } from './doctor.dto.js';
import { DoctorInUseError, DoctorNotFoundError, LicenseNumberTakenError } from './doctors.errors.js';

/** The doctors of one company. */
@Injectable({ scope: Scope.REQUEST, durable: true })
export class DoctorsService {
  constructor(
    @InjectTenantRepository(Doctor) private readonly doctors: Repository<Doctor>,
    private readonly writes: TenantWrites,
    private readonly clock: Clock,
  ) {}

  /** @throws ValidationError for a sort field that there is not. */
  list(query: DoctorQuery): Promise<Page<Listed<Doctor>>> {
    return findPage(this.doctors, query, {
      ...LISTED_DOCTORS,
      filter: (doctors) => {
        if (query.specialty !== undefined) whereSame(doctors, 'specialty', query.specialty);
        if (query.email !== undefined) whereSame(doctors, 'email', query.email);
      },
    });
  }

  /** @throws DoctorNotFoundError */
  async get(id: number): Promise<Doctor> {
    const doctor = await this.doctors.findOneBy({ id });
    if (doctor === null) throw new DoctorNotFoundError();
    return doctor;
  }

  /** @throws LicenseNumberTakenError, IdempotencyMismatchError. */
  create(by: Actor, input: CreateDoctorDto, request?: IdempotentRequest): Promise<Doctor> {
    return this.writes.once(by, request, async (transaction) => {
      const now = this.clock.now();
      const fields = { ...input, createdAt: now, updatedAt: now };
      const { identifiers } = await transaction.insert(Doctor, fields).catch(refuseTakenLicense);
      return { id: identifiers[0]?.id as number, ...fields };
    });
  }

  /**
   * Changes the fields that are given; of several changes at once the last one stays.
   * @throws DoctorNotFoundError, LicenseNumberTakenError.
   */
  update(by: Actor, id: number, changes: UpdateDoctorDto): Promise<Doctor> {
    return this.writes.run(by, async (transaction) => {
      const doctor = await transaction.findOneBy(Doctor, { id });
      if (doctor === null) throw new DoctorNotFoundError();
      if (Object.keys(changes).length === 0) return doctor;
      const fields = { ...changes, updatedAt: this.clock.now() };
      await transaction.update(Doctor, { id }, fields).catch(refuseTakenLicense);
      return Object.assign(doctor, fields);
    });
  }

  /** @throws DoctorNotFoundError, DoctorInUseError. */
  async delete(by: Actor, id: number): Promise<void> {
    const { affected } = await this.writes
      .run(by, (transaction) => transaction.delete(Doctor, { id }), { frees: true })
      .catch(refuseInUse);
    if (affected === 0) throw new DoctorNotFoundError();
  }
}

function refuseTakenLicense(error: unknown): never {
  throw isUniqueViolation(error) ? new LicenseNumberTakenError() : error;
}

function refuseInUse(error: unknown): never {
  throw isForeignKeyViolation(error) ? new DoctorInUseError() : error;
}
