/**
 * Does the upkeep of subscriptions, over and over, as a server would, in the data folder given as the first argument,
 * from when it is told to. The second argument is `ours`, or `naive` for what nobody should write: read, then update.
 */
import 'reflect-metadata';
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { openApplication } from '../../dist/cli/application-context.js';
import { MailDelivery } from '../../dist/mail/index.js';
import { SettlementService, SubscriptionUpkeep } from '../../dist/subscription/index.js';

const [folder, kind] = process.argv.slice(2);
/** Each company takes so long in addition, so that the test can kill in the middle. */
const SLOWER_MS = 2;

process.env.DATA_DIR = folder;
const application = await openApplication();
const get = (service) => application.get(service, { strict: false });

async function keepUp() {
  const settlement = get(SettlementService);
  const settle = settlement.settle.bind(settlement);
  settlement.settle = async (...args) => {
    await sleep(SLOWER_MS);
    return settle(...args);
  };
  for (;;) {
    const report = await get(SubscriptionUpkeep).run();
    if (report !== null && report.ended + report.mails > 0) tell({ report });
    if (report?.failed) tell({ failed: report.failed });
    await get(MailDelivery).deliverDue();
    await sleep(5);
  }
}

async function naive() {
  const master = get(DataSource);
  const due = await master.query(`SELECT id FROM subscription_subscription WHERE status = 'trialing'`);
  for (const { id } of due) {
    await sleep(SLOWER_MS);
    await master.query(`UPDATE subscription_subscription SET status = 'expired' WHERE id = ?`, [id]);
    await master.query('INSERT INTO naive_event (subscription_id) VALUES (?)', [id]);
  }
  tell({ done: due.length });
  await application.close();
  process.exit();
}

function tell(message) {
  writeSync(1, `${JSON.stringify(message)}\n`);
}

createInterface(process.stdin).once('line', () => void (kind === 'naive' ? naive() : keepUp()));
tell({ ready: process.pid });
