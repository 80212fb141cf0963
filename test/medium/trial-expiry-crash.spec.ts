/** @engine sqlite: processes are killed while they write to a file. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { loadSettings } from '../../src/config/index.js';
import { MailDelivery } from '../../src/mail/index.js';
import { FileTransport } from '../../src/mail/transports/file-transport.js';
import { Child } from '../support/child-process.js';
import { masterDatabases } from '../support/master-database.js';
import type { TestMaster } from '../support/master-database.js';

const TRIALS = 1000;
const KILLS = 20;
/** At most so many steps are waited for between two kills, so that there is something left to do after the last. */
const MOST_PER_LEADER = 100;
/** Each trial is recorded, and then told. */
const STEPS = 2 * TRIALS;
const HOUR_MS = 3_600_000;

/** Companies with one owner each, whose trials have ended an hour ago. */
const FIXTURE = `
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${TRIALS})
    INSERT INTO master_company (id, name, name_key, slug, database_name, email, phone, status, created_at)
    SELECT i, 'C' || i, 'c' || i, 'c-' || i, 'tenant_c_' || i, 'c@example.com', '1', 'active', '2026-11-24 08:00:00.000' FROM n;
  INSERT INTO master_user (id, username, username_key, email, email_key, first_name, last_name, password_hash, is_active, is_superuser, created_at)
    SELECT id, 'u' || id, 'u' || id, id || '@example.com', id || '@example.com', 'Ada', 'Brown', '', TRUE, FALSE, created_at FROM master_company;
  INSERT INTO master_profile (user_id, company_id, role, created_at) SELECT id, id, 'owner', created_at FROM master_company;
  INSERT INTO subscription_subscription
    (company_id, plan_id, status, billing_cycle, trial_ends_at, current_period_starts_at, current_period_ends_at, cancel_at_period_end, billed_by, version, created_at)
    SELECT id, 1, 'trialing', 'monthly', :end, created_at, :end, FALSE, 'manual', 1, created_at FROM master_company;
  CREATE TABLE naive_event (subscription_id integer NOT NULL);
`;

/** A process of its own that waits to be told to begin. */
interface Started {
  readonly child: Child;
  readonly pid: number;
}

describe(`${TRIALS} trials that have ended, and two processes`, () => {
  const masterDatabase = masterDatabases();
  const children: Child[] = [];
  const handles: Database.Database[] = [];
  afterEach(async () => {
    for (const child of children.splice(0)) await child.kill();
    for (const handle of handles.splice(0)) handle.close();
  });

  async function setUp(): Promise<{ master: TestMaster; file: Database.Database }> {
    const master = await masterDatabase();
    const file = new Database(join(master.folder, 'db.sqlite3'), { timeout: 10_000 });
    handles.push(file);
    const end = new Date(Date.now() - HOUR_MS).toISOString().replace('T', ' ').replace('Z', '');
    file.exec(FIXTURE.replaceAll(':end', `'${end}'`));
    return { master, file };
  }

  async function start({ folder }: TestMaster, kind: 'ours' | 'naive'): Promise<Started> {
    const child = new Child('upkeep-child.mjs', [folder, kind]);
    children.push(child);
    return { child, pid: (await child.next('ready')).ready as number };
  }

  const count = (file: Database.Database, sql: string): number =>
    file.prepare(`SELECT count(*) FROM ${sql}`).pluck().get() as number;
  const recorded = (file: Database.Database): number => count(file, `subscription_event WHERE kind = 'expire'`);
  const told = (file: Database.Database): number => count(file, `subscription_event WHERE kind = 'notice-ended'`);

  const steps = (file: Database.Database): number => recorded(file) + told(file);

  /** Kills whoever leads, a random number of steps from now. */
  async function killLeader(file: Database.Database, processes: readonly Started[]): Promise<void> {
    const from = Math.min(steps(file) + 1 + Math.floor(Math.random() * MOST_PER_LEADER), STEPS);
    while (steps(file) < from) await sleep(1);
    const owner = file.prepare<[], string>('SELECT owner FROM database_lease').pluck().get();
    const leader = processes.find(({ pid }) => pid === Number(owner?.split('/')[1]));
    if (leader === undefined) throw new Error(`nobody of these leads: ${owner}`);
    await leader.child.kill();
  }

  const pair = async (master: TestMaster): Promise<Started[]> => {
    const processes = await Promise.all([start(master, 'ours'), start(master, 'ours')]);
    for (const { child } of processes) child.say('go');
    return processes;
  };

  it(`are recorded and told once each, though the leader is killed ${KILLS} times in the middle`, async () => {
    const { master, file } = await setUp();
    for (let kills = 0; kills < KILLS; kills += 2) {
      const processes = await pair(master);
      await killLeader(file, processes);
      // The other one has taken over.
      await killLeader(file, processes);
    }
    const inTheMiddle = steps(file);
    await pair(master);
    while (told(file) < TRIALS) await sleep(20);

    expect(inTheMiddle).toBeLessThan(STEPS);
    expect(recorded(file)).toBe(TRIALS);
    expect(count(file, `(SELECT DISTINCT subscription_id FROM subscription_event WHERE kind = 'expire')`)).toBe(TRIALS);
    expect(count(file, `subscription_subscription WHERE status = 'expired' AND ended_at = trial_ends_at`)).toBe(TRIALS);
    expect(count(file, `(SELECT DISTINCT recipient FROM mail_outbox)`)).toBe(TRIALS);
    expect(count(file, 'mail_outbox')).toBe(TRIALS);
    expect(children.flatMap((child) => child.told('failed'))).toEqual([]);
    for (const child of children.splice(0)) await child.kill();

    // What was being sent when its process was killed is sent once its claim has ended.
    const outgoing = join(master.folder, 'outgoing_mail');
    master.clock.set(new Date(Date.now() + HOUR_MS).toISOString());
    const rest = new MailDelivery(await master.open(), new FileTransport(outgoing), master.clock, loadSettings({}));
    await rest.deliverDue();
    expect(count(file, 'mail_outbox WHERE sent_at IS NOT NULL')).toBe(TRIALS);
    expect(readdirSync(outgoing).filter((name) => name.endsWith('.eml'))).toHaveLength(TRIALS);
  }, 600_000);

  it('are recorded twice, some of them, by whoever reads first and updates then: the same count finds it', async () => {
    const { master, file } = await setUp();
    const naive = await Promise.all([start(master, 'naive'), start(master, 'naive')]);
    for (const { child } of naive) child.say('go');
    await Promise.all(naive.map(({ child }) => child.next('done')));

    expect(count(file, 'naive_event')).toBeGreaterThan(TRIALS);
    expect(count(file, '(SELECT DISTINCT subscription_id FROM naive_event)')).toBe(TRIALS);
  });
});
