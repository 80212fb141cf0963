import type { Migration } from '../../database/index.js';

const INDEXES = [
  `CREATE INDEX master_recovery_code_user_id ON master_recovery_code (user_id)`,
  `CREATE INDEX master_sign_in_tries_purge_at ON master_sign_in_tries (purge_at)`,
  `CREATE INDEX master_reset_token_user_id ON master_reset_token (user_id)`,
];

const DOWN = [
  `DROP TABLE master_reset_token`,
  `DROP TABLE master_reset_request`,
  `DROP TABLE master_sign_in_tries`,
  `DROP TABLE master_recovery_code`,
  `DROP TABLE master_second_factor`,
  `ALTER TABLE master_company DROP COLUMN second_factor_roles`,
  `ALTER TABLE master_session DROP COLUMN proved_at`,
  `ALTER TABLE master_session DROP COLUMN last_used_at`,
  `ALTER TABLE master_session DROP COLUMN address`,
  `ALTER TABLE master_session DROP COLUMN device`,
];

export class SignIn20261127000500 implements Migration {
  readonly name = '20261127000500-sign-in';

  readonly sqlite = {
    up: [
      `ALTER TABLE master_session ADD COLUMN device varchar(120)`,
      `ALTER TABLE master_session ADD COLUMN address varchar(64)`,
      `ALTER TABLE master_session ADD COLUMN last_used_at datetime`,
      `ALTER TABLE master_session ADD COLUMN proved_at datetime`,
      `ALTER TABLE master_company ADD COLUMN second_factor_roles varchar(60)`,
      `CREATE TABLE master_second_factor (
        user_id integer PRIMARY KEY NOT NULL REFERENCES master_user (id) ON DELETE CASCADE,
        secret varchar(300) NOT NULL,
        created_at datetime NOT NULL,
        confirmed_at datetime,
        last_step integer NOT NULL,
        tries integer NOT NULL,
        blocked_until datetime
      )`,
      `CREATE TABLE master_recovery_code (
        code_hash varchar(64) PRIMARY KEY NOT NULL,
        user_id integer NOT NULL REFERENCES master_user (id) ON DELETE CASCADE,
        used_at datetime
      )`,
      `CREATE TABLE master_sign_in_tries (
        key_hash varchar(64) PRIMARY KEY NOT NULL,
        tries integer NOT NULL,
        failures integer NOT NULL,
        ends_at datetime NOT NULL,
        purge_at datetime NOT NULL
      )`,
      `CREATE TABLE master_reset_request (
        id varchar(36) PRIMARY KEY NOT NULL,
        login varchar(508) NOT NULL,
        created_at datetime NOT NULL
      )`,
      `CREATE TABLE master_reset_token (
        token_hash varchar(64) PRIMARY KEY NOT NULL,
        user_id integer NOT NULL REFERENCES master_user (id) ON DELETE CASCADE,
        created_at datetime NOT NULL,
        expires_at datetime NOT NULL,
        used_at datetime
      )`,
      ...INDEXES,
    ],
    down: DOWN,
  };

  readonly postgres = {
    up: [
      `ALTER TABLE master_session ADD COLUMN device varchar(120)`,
      `ALTER TABLE master_session ADD COLUMN address varchar(64)`,
      `ALTER TABLE master_session ADD COLUMN last_used_at timestamptz`,
      `ALTER TABLE master_session ADD COLUMN proved_at timestamptz`,
      `ALTER TABLE master_company ADD COLUMN second_factor_roles varchar(60)`,
      `CREATE TABLE master_second_factor (
        user_id integer PRIMARY KEY NOT NULL REFERENCES master_user (id) ON DELETE CASCADE,
        secret varchar(300) NOT NULL,
        created_at timestamptz NOT NULL,
        confirmed_at timestamptz,
        last_step integer NOT NULL,
        tries integer NOT NULL,
        blocked_until timestamptz
      )`,
      `CREATE TABLE master_recovery_code (
        code_hash varchar(64) PRIMARY KEY NOT NULL,
        user_id integer NOT NULL REFERENCES master_user (id) ON DELETE CASCADE,
        used_at timestamptz
      )`,
      `CREATE TABLE master_sign_in_tries (
        key_hash varchar(64) PRIMARY KEY NOT NULL,
        tries integer NOT NULL,
        failures integer NOT NULL,
        ends_at timestamptz NOT NULL,
        purge_at timestamptz NOT NULL
      )`,
      `CREATE TABLE master_reset_request (
        id varchar(36) PRIMARY KEY NOT NULL,
        login varchar(508) NOT NULL,
        created_at timestamptz NOT NULL
      )`,
      `CREATE TABLE master_reset_token (
        token_hash varchar(64) PRIMARY KEY NOT NULL,
        user_id integer NOT NULL REFERENCES master_user (id) ON DELETE CASCADE,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz
      )`,
      ...INDEXES,
    ],
    down: DOWN,
  };
}
