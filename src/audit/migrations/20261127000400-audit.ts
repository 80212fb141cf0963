import type { Migration } from '../../database/index.js';

const TABLES = [
  `CREATE TABLE audit_entry (
    seq integer PRIMARY KEY NOT NULL,
    at varchar(24) NOT NULL,
    user_id integer,
    role varchar(20),
    support_access_id integer,
    address varchar(64),
    device varchar(16),
    request_id varchar(64),
    action varchar(30) NOT NULL,
    record_table varchar(64),
    record_id varchar(64),
    record_ids text,
    record_count integer NOT NULL,
    detail text,
    hash varchar(43) NOT NULL
  )`,
  `CREATE INDEX audit_entry_at ON audit_entry (at)`,
  `CREATE TABLE audit_segment (
    number integer PRIMARY KEY NOT NULL,
    first_seq integer NOT NULL,
    last_seq integer NOT NULL,
    last_hash varchar(43) NOT NULL,
    latest_at varchar(24) NOT NULL,
    seal varchar(43) NOT NULL,
    purged_at varchar(24),
    purge_seal varchar(43)
  )`,
  `CREATE TABLE audit_intake (
    journal varchar(36) PRIMARY KEY NOT NULL,
    last_line integer NOT NULL,
    at varchar(24) NOT NULL
  )`,
];

const DROP_TABLES = ['audit_intake', 'audit_segment', 'audit_entry'].map((table) => `DROP TABLE ${table}`);

const REFUSED = 'the audit log is append-only';
/** A whole segment that was sealed and given up for purging. */
const IN_PURGED_SEGMENT =
  'SELECT 1 FROM audit_segment WHERE purged_at IS NOT NULL AND OLD.seq BETWEEN first_seq AND last_seq';
/** A segment changes once: when its entries are purged. */
const IS_PURGE = `OLD.purged_at IS NULL AND NEW.purged_at IS NOT NULL AND NEW.number = OLD.number
    AND NEW.first_seq = OLD.first_seq AND NEW.last_seq = OLD.last_seq AND NEW.last_hash = OLD.last_hash
    AND NEW.latest_at = OLD.latest_at AND NEW.seal = OLD.seal`;

const sqliteTrigger = (name: string, when: string, condition: string): string =>
  `CREATE TRIGGER ${name} BEFORE ${when} FOR EACH ROW ${condition} BEGIN SELECT RAISE(ABORT, '${REFUSED}'); END`;

const postgresFunction = (name: string, body: string): string =>
  `CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} END $$`;
const RAISE = `RAISE EXCEPTION '${REFUSED}';`;
const postgresTrigger = (name: string, when: string, each: 'ROW' | 'STATEMENT', what: string): string =>
  `CREATE TRIGGER ${name} BEFORE ${when} FOR EACH ${each} EXECUTE FUNCTION ${what}()`;

/** The audit log of a company: tables, and triggers that let entries only be added. */
export class Audit20261127000400 implements Migration {
  readonly name = '20261127000400-audit';

  readonly sqlite = {
    up: [
      ...TABLES,
      sqliteTrigger('audit_entry_no_update', 'UPDATE ON audit_entry', ''),
      sqliteTrigger('audit_entry_no_delete', 'DELETE ON audit_entry', `WHEN NOT EXISTS (${IN_PURGED_SEGMENT})`),
      sqliteTrigger('audit_segment_purge_only', 'UPDATE ON audit_segment', `WHEN NOT (${IS_PURGE})`),
      sqliteTrigger('audit_segment_no_delete', 'DELETE ON audit_segment', ''),
    ],
    down: DROP_TABLES,
  };

  readonly postgres = {
    up: [
      ...TABLES,
      postgresFunction('audit_refuse', RAISE),
      postgresFunction(
        'audit_refuse_unless_purged',
        `IF NOT EXISTS (${IN_PURGED_SEGMENT}) THEN ${RAISE} END IF; RETURN OLD;`,
      ),
      postgresFunction('audit_refuse_unless_purge', `IF NOT (${IS_PURGE}) THEN ${RAISE} END IF; RETURN NEW;`),
      postgresTrigger('audit_entry_no_update', 'UPDATE ON audit_entry', 'ROW', 'audit_refuse'),
      postgresTrigger('audit_entry_no_delete', 'DELETE ON audit_entry', 'ROW', 'audit_refuse_unless_purged'),
      postgresTrigger('audit_entry_no_truncate', 'TRUNCATE ON audit_entry', 'STATEMENT', 'audit_refuse'),
      postgresTrigger('audit_segment_no_truncate', 'TRUNCATE ON audit_segment', 'STATEMENT', 'audit_refuse'),
      postgresTrigger('audit_segment_purge_only', 'UPDATE ON audit_segment', 'ROW', 'audit_refuse_unless_purge'),
      postgresTrigger('audit_segment_no_delete', 'DELETE ON audit_segment', 'ROW', 'audit_refuse'),
      // Taken from whoever owns the tables, and so not given to the role that serves the company either.
      `REVOKE UPDATE, TRUNCATE ON audit_entry FROM PUBLIC, CURRENT_USER`,
      `REVOKE DELETE, TRUNCATE ON audit_segment FROM PUBLIC, CURRENT_USER`,
    ],
    down: [
      ...DROP_TABLES,
      `DROP FUNCTION audit_refuse()`,
      `DROP FUNCTION audit_refuse_unless_purged()`,
      `DROP FUNCTION audit_refuse_unless_purge()`,
    ],
  };
}
