import { InstallationMove } from '../../database/index.js';
import type { DatabaseEngine, DatabaseName } from '../../database/index.js';
import { FleetOperation } from '../operations/operation.entity.js';

/** Where a company is that has no row is what settings say; from now on these say something else. */
const PLACES = [
  `INSERT INTO database_place (company_id, server) SELECT id, 'sqlite' FROM master_company
    WHERE id NOT IN (SELECT company_id FROM database_place)`,
  `DELETE FROM database_place WHERE server = 'postgres'`,
];

/** Has the whole copy of a master database say of itself that it is where it is now, in one transaction. */
export async function arrive(engine: DatabaseEngine, copy: DatabaseName, moveId: string, now: Date): Promise<void> {
  const master = await engine.dataSource(copy, { entities: [InstallationMove, FleetOperation] }).initialize();
  try {
    await master.transaction(async (transaction) => {
      for (const sql of PLACES) await transaction.query(sql);
      await transaction.query('DELETE FROM installation_move');
      const here = { way: 'here', moveId, state: 'arrived', goal: '' } as const;
      await transaction.insert(InstallationMove, { ...here, owner: '', renewedAt: now });
      await transaction.insert(FleetOperation, {
        ...{ kind: 'move', companyId: null, companySlug: null, actor: 'command', state: 'done', step: null, owner: '' },
        ...{ progress: 100, detail: { from: 'sqlite', to: 'postgres' }, startedAt: now, renewedAt: now, endedAt: now },
        ...{ errorCode: null, errorDetail: null },
      });
    });
  } finally {
    await master.destroy();
  }
}
