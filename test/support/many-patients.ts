import { join } from 'node:path';
import Database from 'better-sqlite3';

/** The most expensive search that is allowed: ten words that every one of these patients has, where it is looked last. */
export const WORST_SEARCH = `/api/patients?sort=-lastName&pageSize=100&q=${encodeURIComponent('s t r e et st tr re ee a1')}`;

/** Gives a company many patients, past the program. */
export function insertPatients(dataDir: string, slug: string, count: number): void {
  const file = join(dataDir, 'tenant_databases', `tenant_${slug.replaceAll('-', '_')}.sqlite3`);
  const database = new Database(file, { fileMustExist: true });
  const insert = database.prepare(
    'INSERT INTO patients_patient (first_name, last_name, email, phone, address, notes, created_at, updated_at) ' +
      "VALUES ('Paula', ?, ?, '+1 555 0102', 'Street a1', NULL, '2026-11-24 08:00:00.000', '2026-11-24 08:00:00.000')",
  );
  database.transaction(() => {
    for (let number = 0; number < count; number += 1)
      insert.run(`Nowak ${number % 997}`, `patient${number}@example.com`);
  })();
  database.close();
}
