import Database from 'better-sqlite3';

const FIELDS = ['firstName', 'lastName', 'email', 'phone', 'specialty', 'licenseNumber'];
const COLUMNS =
  'id, first_name AS firstName, last_name AS lastName, email, phone, specialty, ' +
  'license_number AS licenseNumber, created_at AS createdAt, updated_at AS updatedAt';

/** The least that answers the two routes measured: prepared statements on one file, as durable as ours. */
export function openBareStore(path) {
  const database = new Database(path);
  database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;');
  const list = database.prepare(`SELECT ${COLUMNS} FROM doctors_doctor ORDER BY id LIMIT 20 OFFSET ?`);
  const count = database.prepare('SELECT count(*) AS total FROM doctors_doctor').pluck();
  const one = database.prepare(`SELECT ${COLUMNS} FROM doctors_doctor WHERE id = ?`);
  const insert = database.prepare(
    'INSERT INTO doctors_doctor (first_name, last_name, email, phone, specialty, license_number, created_at, updated_at) ' +
      'VALUES (@firstName, @lastName, @email, @phone, @specialty, @licenseNumber, @now, @now)',
  );
  return {
    list: (page) => ({ items: list.all((page - 1) * 20), page, pageSize: 20, total: count.get() }),
    create(body) {
      const row = { now: new Date().toISOString() };
      for (const field of FIELDS) row[field] = body[field] ?? null;
      return one.get(insert.run(row).lastInsertRowid);
    },
  };
}
