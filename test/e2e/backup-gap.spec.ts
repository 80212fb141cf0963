/** @engine sqlite: backups of files are made in threads, which this is about; those of servers are streams. @encryption off: rows are put into the file by hand. */
import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { seededCommandLines } from '../support/command-line.js';
import { programFile } from '../support/programs.js';

const CHILD = programFile('backup-gap-child.mjs');
const FILE = 'tenant_databases/tenant_city_hospital.sqlite3';
/** Megabytes: enough for the work to take many times as long as any hiccup of the machine. */
const SIZE = Number(process.env.BACKUP_GAP_MB ?? 30);

interface Watched {
  readonly rounds: number;
  readonly longestShare: number;
}

describe('A process that backs a large company up', () => {
  const seeded = seededCommandLines();

  it('goes on with everything else; one that does it in its own thread does not', async () => {
    const medadmin = seeded();
    fill(medadmin.path(FILE));
    const { code, stdout, stderr } = await medadmin.start(process.execPath, [CHILD, 'city-hospital']);
    expect([code, stderr]).toEqual([0, '']);
    const { inThreads, inThisThread } = JSON.parse(stdout) as Record<'inThreads' | 'inThisThread', Watched>;
    // Both figures are of the same work in the same process on the same machine; no time is asserted.
    expect(inThreads.rounds).toBeGreaterThan(20 * inThisThread.rounds);
    expect(inThreads.longestShare).toBeLessThan(inThisThread.longestShare / 2);
  });
});

function fill(path: string): void {
  const database = new Database(path, { fileMustExist: true });
  database.exec(
    `WITH RECURSIVE some(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM some WHERE n < ${SIZE * 100})
     INSERT INTO patients_patient (first_name, last_name, notes, created_at, updated_at)
     SELECT 'Rosa', 'Large', hex(randomblob(5000)), '2026-11-24 08:00:00.000', '2026-11-24 08:00:00.000' FROM some`,
  );
  database.close();
}
