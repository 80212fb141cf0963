/** Migrations that leave a row each time they are run. For tests and the processes that they start. */
const COUNT = [
  `CREATE TABLE IF NOT EXISTS run (number integer NOT NULL)`,
  `WITH RECURSIVE some(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM some WHERE x < 20000) SELECT max(x) FROM some`,
];

export const MIGRATIONS = [1, 2, 3, 4, 5, 6].map((number) => {
  const half = { up: [...COUNT, `INSERT INTO run VALUES (${number})`, `CREATE TABLE t${number} (id)`], down: [] };
  return { name: `2026112400000${number}-count`, sqlite: half, postgres: half };
});
