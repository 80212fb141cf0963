import type { EntityManager } from 'typeorm';
import { ValidationError } from '../common/index.js';

/** Who meets; table names, because this folder does not know the entities of others. */
const TABLES = { doctorId: 'doctors_doctor', patientId: 'patients_patient' } as const;

type Participant = keyof typeof TABLES;

/**
 * @param participants those to look for; absent ones are not.
 * @throws ValidationError naming each that does not exist in the company's database.
 */
export async function assertParticipants(
  transaction: EntityManager,
  participants: Partial<Record<Participant, number>>,
): Promise<void> {
  const errors = [];
  for (const field of Object.keys(TABLES) as Participant[]) {
    const id = participants[field];
    if (id === undefined || (await transaction.existsBy(TABLES[field], { id }))) continue;
    errors.push({ field, message: 'must be the id of an existing entry' });
  }
  if (errors.length > 0) throw new ValidationError(errors);
}
