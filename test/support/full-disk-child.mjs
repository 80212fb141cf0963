/**
 * Started with a limit on file sizes: units of work that are too big for it, and small ones that fit, at once or, with
 * `one-by-one` as the third argument, one after the other.
 */
import { INSERT, openDatabase, tell } from './child-database.mjs';

/** More than SQLite's page cache holds, so that it writes, and fails, in the middle of the transaction. */
const HUGE = 'x'.repeat(4 * 1024 * 1024);
/** Stays in the page cache, so that only the COMMIT writes, and fails. */
const BIG = 'x'.repeat(1024 * 1024);
const PAD = 'INSERT INTO padding (content) VALUES (?)';

const dataSource = await openDatabase();
const isOneByOne = process.argv[4] === 'one-by-one';
let units = 0;

async function work(how, run) {
  const unit = `${how}-${(units += 1)}`;
  try {
    await run(unit);
    tell({ acknowledged: unit });
  } catch (error) {
    tell({ refused: unit, error: error.name, code: error.code });
  }
}

const inTransaction = (body) => (unit) =>
  dataSource.transaction(async (manager) => {
    await manager.query(INSERT, [unit, 'left']);
    await body(manager);
    await manager.query(INSERT, [unit, 'right']);
  });

const small = inTransaction(async () => undefined);
const huge = inTransaction((manager) => manager.query(PAD, [HUGE]));
const big = inTransaction((manager) => manager.query(PAD, [BIG]));
const single = () => dataSource.query(PAD, [HUGE]);
const nested = inTransaction((manager) => manager.transaction((inner) => inner.query(PAD, [HUGE])));
/** Somebody who thinks that the failed part does not matter. */
const careless = inTransaction(async (manager) => {
  await manager.query(PAD, [HUGE]).catch(() => undefined);
  await manager.transaction((inner) => inner.query(PAD, ['small'])).catch(() => undefined);
});

for (let round = 0; round < 5; round += 1) {
  const failing = { huge, big, single, nested, careless };
  for (const [how, run] of Object.entries(failing)) {
    // Small ones wait for their turn while the other fails, and come after it.
    const failure = work(how, run);
    if (isOneByOne) await failure;
    await Promise.all([failure, work('small', small), isOneByOne ? undefined : work('small', small)]);
    await work('small', small);
  }
}
tell({ done: units });
setInterval(() => undefined, 1000);
