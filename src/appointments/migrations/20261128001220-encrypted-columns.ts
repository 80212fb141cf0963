import type { Migration } from '../../tenancy/index.js';

export class EncryptedColumns20261128001220 implements Migration {
  readonly name = '20261128001220-encrypted-columns';

  readonly sqlite = {
    up: [
      `CREATE TABLE appointments_appointment_new (
        id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
        doctor_id integer NOT NULL,
        patient_id integer NOT NULL,
        starts_at datetime NOT NULL,
        ends_at datetime NOT NULL,
        reason text,
        status varchar(20) NOT NULL,
        created_at datetime NOT NULL,
        updated_at datetime NOT NULL,
        CONSTRAINT appointments_appointment_patient_id FOREIGN KEY (patient_id) REFERENCES patients_patient (id) ON DELETE RESTRICT,
        CONSTRAINT appointments_appointment_doctor_id FOREIGN KEY (doctor_id) REFERENCES doctors_doctor (id) ON DELETE RESTRICT,
        CONSTRAINT appointments_appointment_ends_after_start CHECK (ends_at > starts_at)
      )`,
      `INSERT INTO appointments_appointment_new (id, doctor_id, patient_id, starts_at, ends_at, reason, status, created_at, updated_at)
        SELECT id, doctor_id, patient_id, starts_at, ends_at, reason, status, created_at, updated_at FROM appointments_appointment ORDER BY id`,
      `DELETE FROM sqlite_sequence WHERE name = 'appointments_appointment_new'`,
      `INSERT INTO sqlite_sequence (name, seq) SELECT 'appointments_appointment_new', seq FROM sqlite_sequence WHERE name = 'appointments_appointment'`,
      `DROP TABLE appointments_appointment`,
      `ALTER TABLE appointments_appointment_new RENAME TO appointments_appointment`,
      `CREATE INDEX appointments_appointment_doctor_id_starts_at ON appointments_appointment (doctor_id, starts_at)`,
      `CREATE INDEX appointments_appointment_patient_id_starts_at ON appointments_appointment (patient_id, starts_at)`,
      `CREATE INDEX appointments_appointment_starts_at ON appointments_appointment (starts_at)`,
    ],
    down: [
      `CREATE TABLE appointments_appointment_new (
        id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
        doctor_id integer NOT NULL,
        patient_id integer NOT NULL,
        starts_at datetime NOT NULL,
        ends_at datetime NOT NULL,
        reason varchar(500),
        status varchar(20) NOT NULL,
        created_at datetime NOT NULL,
        updated_at datetime NOT NULL,
        CONSTRAINT appointments_appointment_patient_id FOREIGN KEY (patient_id) REFERENCES patients_patient (id) ON DELETE RESTRICT,
        CONSTRAINT appointments_appointment_doctor_id FOREIGN KEY (doctor_id) REFERENCES doctors_doctor (id) ON DELETE RESTRICT,
        CONSTRAINT appointments_appointment_ends_after_start CHECK (ends_at > starts_at)
      )`,
      `INSERT INTO appointments_appointment_new (id, doctor_id, patient_id, starts_at, ends_at, reason, status, created_at, updated_at)
        SELECT id, doctor_id, patient_id, starts_at, ends_at, reason, status, created_at, updated_at FROM appointments_appointment ORDER BY id`,
      `DELETE FROM sqlite_sequence WHERE name = 'appointments_appointment_new'`,
      `INSERT INTO sqlite_sequence (name, seq) SELECT 'appointments_appointment_new', seq FROM sqlite_sequence WHERE name = 'appointments_appointment'`,
      `DROP TABLE appointments_appointment`,
      `ALTER TABLE appointments_appointment_new RENAME TO appointments_appointment`,
      `CREATE INDEX appointments_appointment_doctor_id_starts_at ON appointments_appointment (doctor_id, starts_at)`,
      `CREATE INDEX appointments_appointment_patient_id_starts_at ON appointments_appointment (patient_id, starts_at)`,
      `CREATE INDEX appointments_appointment_starts_at ON appointments_appointment (starts_at)`,
    ],
  };

  readonly postgres = {
    up: [`ALTER TABLE appointments_appointment ALTER COLUMN reason TYPE text USING reason::text`],
    // Refused where a value is longer, as ciphertext is: casting it would cut it off.
    down: [`ALTER TABLE appointments_appointment ALTER COLUMN reason TYPE varchar(500)`],
  };
}
