import type { Migration } from '../../database/index.js';

const SAME = `NEW.number = OLD.number AND NEW.first_seq = OLD.first_seq AND NEW.last_seq = OLD.last_seq
    AND NEW.last_hash = OLD.last_hash AND NEW.latest_at = OLD.latest_at AND NEW.seal = OLD.seal`;
/** A segment changes once: when its entries are purged. */
const WAS_PURGE = `OLD.purged_at IS NULL AND NEW.purged_at IS NOT NULL AND ${SAME}`;
const IS_PURGE = `${WAS_PURGE} AND COALESCE(NEW.earliest_at, '') = COALESCE(OLD.earliest_at, '')`;
const REFUSED = 'the audit log is append-only';

const trigger = (condition: string): string =>
  `CREATE TRIGGER audit_segment_purge_only BEFORE UPDATE ON audit_segment FOR EACH ROW WHEN NOT (${condition})
  BEGIN SELECT RAISE(ABORT, '${REFUSED}'); END`;
const NO_TRIGGER = 'DROP TRIGGER audit_segment_purge_only';

const refuseUnless = (condition: string): string =>
  `CREATE OR REPLACE FUNCTION audit_refuse_unless_purge() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN IF NOT (${condition}) THEN RAISE EXCEPTION '${REFUSED}'; END IF; RETURN NEW; END $$`;

const ADD = 'ALTER TABLE audit_segment ADD COLUMN earliest_at varchar(24)';
const REMOVE = 'ALTER TABLE audit_segment DROP COLUMN earliest_at';
const NO_INDEX = 'DROP INDEX audit_entry_at';
const INDEX = 'CREATE INDEX audit_entry_at ON audit_entry (at)';

/** Segments tell their times, instead of an index of entries that was a page more for every change. */
export class AuditTimes20261128001230 implements Migration {
  readonly name = '20261128001230-audit-times';

  readonly sqlite = {
    up: [NO_INDEX, ADD, NO_TRIGGER, trigger(IS_PURGE)],
    down: [NO_TRIGGER, REMOVE, INDEX, trigger(WAS_PURGE)],
  };

  readonly postgres = {
    up: [NO_INDEX, ADD, refuseUnless(IS_PURGE)],
    down: [refuseUnless(WAS_PURGE), REMOVE, INDEX],
  };
}
