import type { SchemaSession } from '../../database/index.js';
import type { FoundBackup } from '../../fleet/index.js';
import type { PresentFacts, Row } from './present-facts.js';

/**
 * What in an older master database is not true any more, or would be harmful: work that was under way, which recovery would
 * take back, the very backup included; mails that have been sent since; sessions, which may have been ended since.
 */
const STALE: readonly string[] = [
  "UPDATE fleet_operation SET state = 'undone', ended_at = $now, error_code = 'restored' WHERE state = 'running'",
  'UPDATE fleet_tenant SET operation = NULL, operation_owner = NULL, operation_started_at = NULL, operation_expires_at = NULL',
  // Signed up since, or not at all: a sign-up that is taken back would take the database with it.
  "DELETE FROM master_company WHERE status = 'provisioning'",
  "UPDATE mail_outbox SET next_attempt_at = NULL, last_failure = 'restored' WHERE next_attempt_at IS NOT NULL",
  'UPDATE master_session SET revoked_at = $now WHERE revoked_at IS NULL',
  'DELETE FROM master_reset_token',
];

/** Makes the rows of a restored master database fit the present. */
export class RestoredRows {
  private readonly now: string;

  /** @param now the time, as the engine keeps it. */
  constructor(
    private readonly session: SchemaSession,
    now: Date,
  ) {
    this.now = now.toISOString().replace('T', ' ').slice(0, 23);
  }

  async removeStale(): Promise<void> {
    for (const statement of STALE) {
      const parameters = statement.includes('$now') ? [this.now] : [];
      await this.session.query(statement.replace('$now', '?'), parameters);
    }
  }

  /**
   * What was erased since stays so: its rows go as soon as a server runs, and certificates are kept.
   * @returns slugs of those that are erased again.
   */
  async eraseAgain({ certificates, erasing }: PresentFacts): Promise<string[]> {
    const slugs: string[] = [];
    for (const id of [...erasing, ...certificates.map((row) => Number(row.company_id))]) {
      const [company] = (await this.session.query('SELECT slug FROM master_company WHERE id = ?', [id])) as Row[];
      if (company === undefined) continue;
      slugs.push(String(company.slug));
      await this.session.query("UPDATE master_company SET status = 'erasing' WHERE id = ?", [id]);
    }
    for (const { id: _id, ...certificate } of certificates) await this.keep(certificate);
    return slugs;
  }

  /** Keys are those of now: databases have been encrypted since, and keys of erased companies are to stay destroyed. */
  async takeKeys({ keys }: PresentFacts): Promise<void> {
    await this.session.query('DELETE FROM database_key');
    for (const key of keys) {
      if (await this.isThere(key.company_id)) await this.insert('database_key', key);
    }
  }

  /** Databases are where they are now: companies have been moved since. */
  async takePlaces({ places }: PresentFacts): Promise<void> {
    for (const [table, rows] of places) {
      await this.session.query(`DELETE FROM ${table}`);
      for (const row of rows) {
        const isOfCompany = table === 'database_place' || table === 'database_role';
        if (!isOfCompany || (await this.isThere(row.company_id))) await this.insert(table, row);
      }
    }
  }

  /** Work that broke off is brought to its end by the next program to start, as it would have been. */
  async takeBrokenOff({ brokenOff }: PresentFacts): Promise<void> {
    for (const operation of brokenOff) {
      if (!(await this.isThere(operation.company_id))) continue;
      await this.session.query('DELETE FROM fleet_operation WHERE id = ?', [operation.id]);
      await this.insert('fleet_operation', { ...operation, owner: '' });
    }
  }

  private async isThere(companyId: unknown): Promise<boolean> {
    return (await this.session.query('SELECT 1 FROM master_company WHERE id = ?', [companyId])).length > 0;
  }

  /** Lists the backups that there are, and no others. @returns how many there are that were not listed. */
  async listBackups(found: readonly FoundBackup[]): Promise<number> {
    const known = (await this.session.query('SELECT id, file FROM fleet_backup')) as { id: number; file: string }[];
    const there = new Set(found.map(({ file }) => file));
    for (const { id, file } of known)
      if (!there.has(file)) await this.session.query('DELETE FROM fleet_backup WHERE id = ?', [id]);
    const listed = new Set(known.map(({ file }) => file));
    const missing = found.filter(({ file }) => !listed.has(file));
    for (const backup of missing) await this.insert('fleet_backup', backupRow(backup));
    return missing.length;
  }

  /** One for a company that is there is written anew when it has been erased again. */
  private async keep(certificate: Row): Promise<void> {
    const ids = [certificate.company_id];
    const there = [
      ...(await this.session.query('SELECT 1 FROM master_company WHERE id = ?', ids)),
      ...(await this.session.query('SELECT 1 FROM fleet_erasure_certificate WHERE company_id = ?', ids)),
    ];
    if (there.length === 0) await this.insert('fleet_erasure_certificate', certificate);
  }

  private async insert(table: string, row: Row): Promise<void> {
    const columns = Object.keys(row);
    const marks = columns.map(() => '?').join();
    await this.session.query(`INSERT INTO ${table} (${columns.join()}) VALUES (${marks})`, Object.values(row));
  }
}

/** One that is to be proved still. */
function backupRow({ file, sizeBytes, manifest }: FoundBackup): Row {
  const { companyId, createdAt, contentBytes, sha256, schemaVersion, fingerprint, rows, encryptionKeyId } = manifest;
  return {
    ...{ company_id: companyId, file, reason: 'requested', actor: 'command', size_bytes: sizeBytes },
    ...{ created_at: createdAt.replace('T', ' ').slice(0, 23), content_bytes: contentBytes, sha256, fingerprint },
    ...{
      schema_version: schemaVersion,
      row_counts: JSON.stringify(rows),
      is_encrypted: encryptionKeyId === null ? 0 : 1,
    },
    ...{ proved_at: null, problem: null },
  };
}
