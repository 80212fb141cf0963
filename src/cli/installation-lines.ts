import type { MovedMaster, Survey } from '../fleet/index.js';
import { failureReason } from './failure-reasons.js';
import { plural } from './plural.js';

const MEBIBYTE = 1024 * 1024;

/** What a move of the installation would come to, for programs. */
export function surveyAnswer({ companies, ...survey }: Survey): object {
  const answers = companies.map(({ slug, bytes, problem }) => ({
    slug,
    bytes,
    ...(problem !== undefined && { problem: failureReason(problem) }),
  }));
  return { companies: answers, ...survey };
}

/** The same for people. */
export function surveyLines({ companies, companiesMoved, masterBytes, obstacles, notes }: Survey): string[] {
  const bytes = companies.reduce((sum, company) => sum + company.bytes, 0);
  const problems = companies.flatMap(({ slug, problem }) =>
    problem === undefined ? [] : [`${slug}: ${failureReason(problem).detail}`],
  );
  const inFiles = `${plural(companies.length, 'company', 'companies')} of ${mebibytes(bytes)}`;
  return [
    ...(masterBytes > 0 ? [`In files: ${inFiles}, and the master database of ${mebibytes(masterBytes)}.`] : []),
    ...(companiesMoved > 0 ? [`On servers already: ${plural(companiesMoved, 'company', 'companies')}.`] : []),
    ...notes,
    ...[...obstacles, ...problems].map((text) => `In the way: ${text}`),
  ];
}

/** Whether nothing that is known keeps the installation from being moved. */
export function isClear({ companies, obstacles }: Survey): boolean {
  return obstacles.length === 0 && companies.every(({ problem }) => problem === undefined);
}

/** What was compared of the master database. */
export function masterLines({ tables, closedMs }: MovedMaster): string[] {
  const compared = Object.entries(tables).map(
    ([table, { rows, checksum }]) => `  ${table}: ${plural(rows, 'row')}, ${checksum}`,
  );
  return [
    'Moved the master database. Both sides are the same:',
    ...compared,
    `Nobody could be served for ${Math.round(closedMs)} ms.`,
  ];
}

/** What the environment must say from now on. */
export const FROM_NOW_ON: readonly string[] = [
  'The installation is on PostgreSQL. Nothing is served from db.sqlite3 any more; start all servers with',
  '  DATABASE_ENGINE=postgres',
  '  DATABASE_URL and POSTGRES_ADMIN_URL as they were for this command',
  'and with the same DATA_DIR and keys: sessions and audit logs need JWT_SECRET and TENANT_ENCRYPTION_KEY as they were, or',
  '.jwt-secret, .tenant-key, .audit-key and .installation-secret in DATA_DIR. Make a backup: those made so far are of files.',
  'What companies and the master database were moved from is kept; move-installation --confirm, with these settings, removes it.',
];

function mebibytes(bytes: number): string {
  return `${(bytes / MEBIBYTE).toFixed(1)} MiB`;
}
