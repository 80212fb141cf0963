import type { EntityManager } from 'typeorm';
import { SecondFactor } from '../entities/index.js';

/** Whether a user has a second factor, set up and confirmed, and is asked for it at sign-in. */
export async function hasSecondFactor(manager: EntityManager, userId: number): Promise<boolean> {
  const factor = await manager.findOneBy(SecondFactor, { userId });
  return factor?.confirmedAt instanceof Date;
}
