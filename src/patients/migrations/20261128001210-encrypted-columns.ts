import type { Migration } from '../../tenancy/index.js';

export class EncryptedColumns20261128001210 implements Migration {
  readonly name = '20261128001210-encrypted-columns';

  readonly sqlite = {
    up: [
      `CREATE TABLE patients_patient_new (
        id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
        first_name varchar(80) NOT NULL,
        last_name varchar(80) NOT NULL,
        email text,
        phone text,
        date_of_birth date,
        gender varchar(20),
        address text,
        notes text,
        created_at datetime NOT NULL,
        updated_at datetime NOT NULL
      )`,
      `INSERT INTO patients_patient_new (id, first_name, last_name, email, phone, date_of_birth, gender, address, notes, created_at, updated_at)
        SELECT id, first_name, last_name, email, phone, date_of_birth, gender, address, notes, created_at, updated_at FROM patients_patient ORDER BY id`,
      `DELETE FROM sqlite_sequence WHERE name = 'patients_patient_new'`,
      `INSERT INTO sqlite_sequence (name, seq) SELECT 'patients_patient_new', seq FROM sqlite_sequence WHERE name = 'patients_patient'`,
      `DROP TABLE patients_patient`,
      `ALTER TABLE patients_patient_new RENAME TO patients_patient`,
      `CREATE INDEX patients_patient_last_name ON patients_patient (last_name)`,
    ],
    down: [
      `CREATE TABLE patients_patient_new (
        id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
        first_name varchar(80) NOT NULL,
        last_name varchar(80) NOT NULL,
        email varchar(254),
        phone varchar(30),
        date_of_birth date,
        gender varchar(20),
        address varchar(500),
        notes text,
        created_at datetime NOT NULL,
        updated_at datetime NOT NULL
      )`,
      `INSERT INTO patients_patient_new (id, first_name, last_name, email, phone, date_of_birth, gender, address, notes, created_at, updated_at)
        SELECT id, first_name, last_name, email, phone, date_of_birth, gender, address, notes, created_at, updated_at FROM patients_patient ORDER BY id`,
      `DELETE FROM sqlite_sequence WHERE name = 'patients_patient_new'`,
      `INSERT INTO sqlite_sequence (name, seq) SELECT 'patients_patient_new', seq FROM sqlite_sequence WHERE name = 'patients_patient'`,
      `DROP TABLE patients_patient`,
      `ALTER TABLE patients_patient_new RENAME TO patients_patient`,
      `CREATE INDEX patients_patient_last_name ON patients_patient (last_name)`,
    ],
  };

  readonly postgres = {
    up: [
      `ALTER TABLE patients_patient ALTER COLUMN email TYPE text USING email::text`,
      `ALTER TABLE patients_patient ALTER COLUMN phone TYPE text USING phone::text`,
      `ALTER TABLE patients_patient ALTER COLUMN address TYPE text USING address::text`,
    ],
    // Refused where a value is longer, as ciphertext is: casting it would cut it off.
    down: [
      `ALTER TABLE patients_patient ALTER COLUMN email TYPE varchar(254)`,
      `ALTER TABLE patients_patient ALTER COLUMN phone TYPE varchar(30)`,
      `ALTER TABLE patients_patient ALTER COLUMN address TYPE varchar(500)`,
    ],
  };
}
