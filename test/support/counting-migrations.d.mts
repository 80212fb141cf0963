import type { Migration } from '../../src/database/index.js';

export const MIGRATIONS: readonly Migration[];
