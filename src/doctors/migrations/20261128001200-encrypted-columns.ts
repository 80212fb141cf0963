import type { Migration } from '../../tenancy/index.js';

export class EncryptedColumns20261128001200 implements Migration {
  readonly name = '20261128001200-encrypted-columns';

  readonly sqlite = {
    up: [
      `CREATE TABLE doctors_doctor_new (
        id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
        first_name varchar(80) NOT NULL,
        last_name varchar(80) NOT NULL,
        email text,
        phone text,
        specialty varchar(120) NOT NULL,
        license_number varchar(60),
        created_at datetime NOT NULL,
        updated_at datetime NOT NULL
      )`,
      `INSERT INTO doctors_doctor_new (id, first_name, last_name, email, phone, specialty, license_number, created_at, updated_at)
        SELECT id, first_name, last_name, email, phone, specialty, license_number, created_at, updated_at FROM doctors_doctor ORDER BY id`,
      `DELETE FROM sqlite_sequence WHERE name = 'doctors_doctor_new'`,
      `INSERT INTO sqlite_sequence (name, seq) SELECT 'doctors_doctor_new', seq FROM sqlite_sequence WHERE name = 'doctors_doctor'`,
      `DROP TABLE doctors_doctor`,
      `ALTER TABLE doctors_doctor_new RENAME TO doctors_doctor`,
      `CREATE UNIQUE INDEX doctors_doctor_license_number ON doctors_doctor (license_number)`,
    ],
    down: [
      `CREATE TABLE doctors_doctor_new (
        id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
        first_name varchar(80) NOT NULL,
        last_name varchar(80) NOT NULL,
        email varchar(254),
        phone varchar(30),
        specialty varchar(120) NOT NULL,
        license_number varchar(60),
        created_at datetime NOT NULL,
        updated_at datetime NOT NULL
      )`,
      `INSERT INTO doctors_doctor_new (id, first_name, last_name, email, phone, specialty, license_number, created_at, updated_at)
        SELECT id, first_name, last_name, email, phone, specialty, license_number, created_at, updated_at FROM doctors_doctor ORDER BY id`,
      `DELETE FROM sqlite_sequence WHERE name = 'doctors_doctor_new'`,
      `INSERT INTO sqlite_sequence (name, seq) SELECT 'doctors_doctor_new', seq FROM sqlite_sequence WHERE name = 'doctors_doctor'`,
      `DROP TABLE doctors_doctor`,
      `ALTER TABLE doctors_doctor_new RENAME TO doctors_doctor`,
      `CREATE UNIQUE INDEX doctors_doctor_license_number ON doctors_doctor (license_number)`,
    ],
  };

  readonly postgres = {
    up: [
      `ALTER TABLE doctors_doctor ALTER COLUMN email TYPE text USING email::text`,
      `ALTER TABLE doctors_doctor ALTER COLUMN phone TYPE text USING phone::text`,
    ],
    // Refused where a value is longer, as ciphertext is: casting it would cut it off.
    down: [
      `ALTER TABLE doctors_doctor ALTER COLUMN email TYPE varchar(254)`,
      `ALTER TABLE doctors_doctor ALTER COLUMN phone TYPE varchar(30)`,
    ],
  };
}
