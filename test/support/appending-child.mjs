/**
 * A program that knows nothing of locks on companies: it opens a SQLite file for each row that it adds, and tells the row's
 * number once it is committed. It ends when the file under that name is no plain database any more.
 * @example node appending-child.mjs file.sqlite3
 */
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';

const [path] = process.argv.slice(2);
const ENDS = ['SQLITE_NOTADB', 'SQLITE_CORRUPT'];

for (let row = 1; ; row += 1) {
  try {
    const database = new Database(path, { fileMustExist: true, timeout: 5000 });
    try {
      // As every opening of ours does; a file that has lost its name to another one is nobody's.
      if (database.pragma('application_id', { simple: true }) === 0) break;
      database.prepare('INSERT INTO entry (number) VALUES (?)').run(row);
      writeSync(1, `${row}\n`);
    } finally {
      database.close();
    }
  } catch (error) {
    if (ENDS.includes(error.code)) break;
    if (error.code !== 'SQLITE_BUSY' && error.code !== 'SQLITE_READONLY_DBMOVED') throw error;
  }
  await sleep(Math.random() * 2);
}
