/**
 * A process that moves the master database of an installation, all of whose companies are on the server already, and kills
 * itself at the step CRASH_AT, such as `rename 1 before`. It prints all steps as JSON when it comes to the end. With NAIVE=on
 * it does not write down that it is about to have the copy take its place.
 */
import 'reflect-metadata';
import { MASTER_SCHEMAS } from '../../dist/app.module.js';
import { SystemClock } from '../../dist/common/index.js';
import { loadSettings } from '../../dist/config/index.js';
import { MasterMoving } from '../../dist/fleet/index.js';
import { Repository } from 'typeorm';

const steps = [];
const counts = new Map();

function step(kind, when) {
  if (when === 'before') counts.set(kind, (counts.get(kind) ?? 0) + 1);
  steps.push(`${kind} ${counts.get(kind)} ${when}`);
  if (steps.at(-1) === process.env.CRASH_AT) process.kill(process.pid, 'SIGKILL');
}

function wrap(owner, ...methods) {
  for (const method of methods) {
    const original = owner[method];
    owner[method] = async function (...args) {
      step(method, 'before');
      const isForgotten = process.env.NAIVE === 'on' && args[1]?.state === 'switching';
      const result = isForgotten ? { affected: 1 } : await original.apply(this, args);
      step(method, 'after');
      return result;
    };
  }
}

const schema = {
  entities: MASTER_SCHEMAS.flatMap(({ entities }) => entities),
  migrations: MASTER_SCHEMAS.flatMap(({ migrations }) => migrations),
};
const moving = await MasterMoving.of({ settings: loadSettings(process.env), clock: new SystemClock(), schema });
wrap(moving.home, 'whenUnused', 'snapshot');
wrap(moving.home.moving, 'freeze', 'lastNumbers');
wrap(moving.target, 'create', 'migrate', 'withSchema', 'snapshot', 'rename');
wrap(moving.target.moving, 'continueAfter', 'prepareMaster');
wrap(Repository.prototype, 'insert', 'update');
await moving.move();
await moving.close();
process.stdout.write(JSON.stringify(steps));
