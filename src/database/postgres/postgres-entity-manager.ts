import type { EntityManager } from 'typeorm';
import { isSerializationFailure } from '../constraint-violation.js';
import { DatabaseBusyError } from '../database.errors.js';
import { OvertakenError } from '../overtaken.errors.js';
import { UnitEntityManager } from '../unit-entity-manager.js';

/** How often a unit of work that was in another one's way, or overtaken by it, is run again. */
const ATTEMPTS = 4;

/**
 * Runs a unit of work again that the server has undone because it and another one waited for each other, or because what
 * it went by had changed.
 */
export class PostgresEntityManager extends UnitEntityManager {
  protected override async runUnit<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await super.runUnit(work);
      } catch (error) {
        if (!isSerializationFailure(error) && !(error instanceof OvertakenError)) throw error;
        if (attempt === ATTEMPTS) throw new DatabaseBusyError(0, error);
      }
    }
  }
}
