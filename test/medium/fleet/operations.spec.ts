import { spawn } from 'node:child_process';
import { hostname } from 'node:os';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { programActor, ProblemError } from '../../../src/common/index.js';
import { OperationLostError, Operations } from '../../../src/fleet/index.js';
import type { OperationStart, RunningOperation } from '../../../src/fleet/index.js';
import { OperationAudit } from '../../../src/fleet/operations/operation-audit.js';
import { FleetOperation } from '../../../src/fleet/operations/operation.entity.js';
import { OPERATION_TTL_MS } from '../../../src/fleet/operations/running-operation.js';
import type { AuditEvent, AuditTrail } from '../../../src/tenancy/index.js';
import { masterDatabases } from '../../support/master-database.js';

const RESTORE: OperationStart = {
  kind: 'restore',
  company: { companyId: 7, slug: 'city-hospital' },
  actor: 'command',
  detail: { file: 'a.backup' },
};

/** Identity of a process of this machine that has ended. */
async function deadOwner(): Promise<string> {
  const child = spawn('true');
  await new Promise((resolve) => child.once('close', resolve));
  return `${hostname()}/${child.pid}/1/x`;
}

describe('the log of operations', () => {
  const masterDatabase = masterDatabases();
  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  async function setUp() {
    const master = await masterDatabase();
    const told: [number, AuditEvent][] = [];
    const trail = {
      recordAfterwards: (company: number, event: AuditEvent) => Promise.resolve(told.push([company, event])),
    };
    const audit = new OperationAudit(trail as unknown as AuditTrail);
    const process = async (): Promise<{ dataSource: DataSource; operations: Operations }> => {
      const dataSource = await master.open();
      return {
        dataSource,
        operations: new Operations(dataSource, master.clock, audit),
      };
    };
    const first = await process();
    const row = () => first.dataSource.getRepository(FleetOperation).findOneByOrFail({});
    const orphan = async (owner: string) =>
      first.operations
        .run(RESTORE, async (operation) => {
          await operation.step('swapping', { kept: 'b' });
          await first.dataSource.getRepository(FleetOperation).update({ state: 'running' }, { owner });
        })
        .catch(() => undefined);
    return { clock: master.clock, process, first, second: await process(), row, orphan, told };
  }

  it('is told to the company in its own log, with the outcome, also of what another process ended', async () => {
    const { first, second, orphan, told } = await setUp();
    const by = { ...programActor('command'), userId: 12, role: 'owner', requestId: 'r-1', address: '::1' };
    await first.operations.run({ ...RESTORE, actor: by }, () => Promise.resolve());
    const failing = first.operations.run({ ...RESTORE, actor: 'user:3' }, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    await first.operations.run({ ...RESTORE, kind: 'verify' }, () => Promise.resolve());
    await orphan('');
    second.operations.recoverWith('restore', () => Promise.resolve('undone'));
    await second.operations.recover();
    expect(told).toMatchObject([
      [7, { action: 'restore', actor: by, detail: { outcome: 'done' } }],
      [7, { action: 'restore', actor: { userId: 3, role: null }, detail: { outcome: 'internal-error' } }],
      [7, { action: 'restore', detail: { outcome: 'unavailable' } }],
      [7, { action: 'restore', actor: { userId: null, role: 'command' }, detail: { outcome: 'undone' } }],
    ]);
  });

  it('has an entry before the work begins, and its steps as they are taken', async () => {
    const { first, row } = await setUp();
    await first.operations.run(RESTORE, async (operation) => {
      expect(await row()).toMatchObject({ state: 'running', step: null, companyId: 7, companySlug: 'city-hospital' });
      await operation.step('checking', { scratch: 'x' });
      expect(await row()).toMatchObject({ step: 'checking', detail: { file: 'a.backup', scratch: 'x' } });
    });
    expect(await row()).toMatchObject({ state: 'done', progress: 100, errorCode: null });
    expect((await row()).endedAt).toEqual(new Date('2026-11-24T08:00:00Z'));
  });

  it('says why work failed, without what an unknown error says of rows', async () => {
    const { first, row } = await setUp();
    const refused = first.operations.run(RESTORE, () => Promise.reject(new ProblemError('conflict', 'It is taken.')));
    await expect(refused).rejects.toThrow('It is taken.');
    expect(await row()).toMatchObject({ state: 'failed', errorCode: 'conflict', errorDetail: 'It is taken.' });
    await first.dataSource.manager.deleteAll(FleetOperation);
    await first.operations.run(RESTORE, () => Promise.reject(new Error('Rosa Álvarez'))).catch(() => undefined);
    expect(JSON.stringify(await row())).not.toContain('Rosa');
  });

  it('has work of a dead process finished by one of many, with what it had written down', async () => {
    const { first, second, orphan, row } = await setUp();
    await orphan(await deadOwner());
    const seen: unknown[] = [];
    for (const { operations } of [first, second]) {
      operations.recoverWith('restore', (operation: RunningOperation) => {
        seen.push([operation.detail, operation.company]);
        return Promise.resolve('undone');
      });
    }
    const ended = await Promise.all([first, second, first, second].map(({ operations }) => operations.recover()));
    expect(ended.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(seen).toEqual([
      [
        { file: 'a.backup', kept: 'b' },
        { companyId: 7, slug: 'city-hospital' },
      ],
    ]);
    expect(await row()).toMatchObject({ state: 'undone', step: 'swapping' });
  });

  it('leaves work alone whose process lives or may live elsewhere, until it is silent for 30 seconds', async () => {
    const { first, second, orphan, row, clock } = await setUp();
    second.operations.recoverWith('restore', () => Promise.resolve('done'));
    await orphan('another-host/1/1/x');
    clock.advance(OPERATION_TTL_MS - 1);
    expect(await second.operations.recover()).toBe(0);
    clock.advance(1);
    expect(await second.operations.recover()).toBe(1);
    expect((await row()).state).toBe('done');
    expect(await first.operations.recover()).toBe(0);
  });

  it('tries again later what could not be recovered, and what was postponed', async () => {
    const { first, row } = await setUp();
    let isPossible = false;
    first.operations.recoverWith('restore', () =>
      isPossible ? Promise.resolve('done') : Promise.reject(new Error('disk full')),
    );
    expect(await first.operations.run(RESTORE, (operation) => operation.postpone().then(() => 42))).toBe(42);
    expect(await row()).toMatchObject({ state: 'running', owner: '' });
    expect(await first.operations.recover()).toBe(0);
    isPossible = true;
    expect(await first.operations.recover()).toBe(1);
    expect((await row()).state).toBe('done');
  });

  it('stops whoever was taken over', async () => {
    const { first, second, clock, row } = await setUp();
    second.operations.recoverWith('restore', () => Promise.resolve('undone'));
    const work = first.operations.run(RESTORE, async (operation) => {
      clock.advance(OPERATION_TTL_MS);
      await second.operations.recover();
      await operation.step('swapping');
    });
    await expect(work).rejects.toThrow(OperationLostError);
    expect(await row()).toMatchObject({ state: 'undone', step: null });
  });

  it('keeps what nobody knows how to recover as failed', async () => {
    const { first, orphan, row } = await setUp();
    await orphan(await deadOwner());
    expect(await first.operations.recover()).toBe(1);
    expect(await row()).toMatchObject({ state: 'failed', errorCode: 'interrupted' });
  });

  it('forgets old backups only', async () => {
    const { first, clock } = await setUp();
    await first.operations.run(RESTORE, () => Promise.resolve());
    await first.operations.run({ ...RESTORE, kind: 'backup' }, () => Promise.resolve());
    clock.advance(1);
    await first.operations.purge(clock.now());
    const kept = await first.dataSource.getRepository(FleetOperation).find();
    expect(kept.map(({ kind }) => kind)).toEqual(['restore']);
  });
});
