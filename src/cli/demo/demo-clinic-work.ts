import { AppointmentsService } from '../../appointments/index.js';
import { programActor } from '../../common/index.js';
import { DoctorsService } from '../../doctors/index.js';
import { PatientsService } from '../../patients/index.js';
import type { Tenancy } from '../../tenancy/index.js';
import { DEMO_APPOINTMENTS, DEMO_DOCTORS, DEMO_PATIENTS } from './demo-clinic.js';

const COMMAND = programActor('command');
const HALF_HOUR_MS = 30 * 60 * 1000;

interface Company {
  readonly companyId: number;
}

/** Gives a new company doctors, patients and appointments of the next day, as its people would over the API. */
export async function fillClinic(tenancy: Tenancy, company: Company, now: Date): Promise<void> {
  const doctors = await tenancy.run(company, DoctorsService, (service) =>
    eachInTurn(DEMO_DOCTORS, async (doctor) => (await service.create(COMMAND, doctor)).id),
  );
  const patients = await tenancy.run(company, PatientsService, (service) =>
    eachInTurn(DEMO_PATIENTS, async (patient) => (await service.create(COMMAND, patient)).id),
  );
  await tenancy.run(company, AppointmentsService, (service) =>
    eachInTurn(DEMO_APPOINTMENTS, ({ doctor, patient, hour, reason }) => {
      const startsAt = nextDayAt(hour, now);
      const endsAt = new Date(startsAt.getTime() + HALF_HOUR_MS);
      const participants = { doctorId: doctors[doctor] ?? 0, patientId: patients[patient] ?? 0 };
      return service.create(COMMAND, { ...participants, startsAt, endsAt, reason, status: 'scheduled' });
    }),
  );
}

function nextDayAt(hourUtc: number, now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1, hourUtc));
}

/** One after the other, so that a repeated seed gives the same numbers. */
async function eachInTurn<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
