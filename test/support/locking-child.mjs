/** Holds the write lock on the database file given as the argument, from the message `locked` until it is told to end. */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';

const database = new Database(process.argv[2]);
database.exec("BEGIN IMMEDIATE; INSERT INTO entry (unit, side) VALUES ('child', 'left'), ('child', 'right')");
writeSync(1, '{"locked":true}\n');
createInterface(process.stdin).once('line', () => {
  database.exec('COMMIT');
  database.close();
  process.exit();
});
