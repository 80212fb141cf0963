/**
 * Writes units of work of two rows each until it is killed, eight at a time, and tells each that was acknowledged.
 * With `hasty` as the third argument it tells too early, which a test of it must find.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { INSERT, openDatabase, tell } from './child-database.mjs';

const dataSource = await openDatabase();
const isHasty = process.argv[4] === 'hasty';
let units = 0;

async function writeForEver() {
  for (;;) {
    const unit = `${process.pid}-${(units += 1)}`;
    if (isHasty) tell({ acknowledged: unit });
    if (units % 4 === 0) {
      await dataSource.query(`${INSERT}, (?, ?)`, [unit, 'left', unit, 'right']);
    } else {
      await dataSource.transaction(async (manager) => {
        await manager.query(INSERT, [unit, 'left']);
        if (units % 3 === 0) await sleep(1);
        await manager.query(INSERT, [unit, 'right']);
      });
    }
    if (!isHasty) tell({ acknowledged: unit });
  }
}

await Promise.all(Array.from({ length: 8 }, writeForEver));
