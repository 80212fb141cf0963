import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { DatabaseBusyError } from '../database.errors.js';
import { WriteLock } from './write-lock.js';

const LONG_MS = 60_000;

describe('The write lock', () => {
  it('is granted at once when it is free', async () => {
    const lock = new WriteLock();
    const release = await lock.acquire(1);
    release();
    (await lock.acquire(1))();
  });

  it('is granted to one at a time, first come, first served', async () => {
    const lock = new WriteLock();
    const order: number[] = [];
    let holders = 0;

    await Promise.all(
      Array.from({ length: 50 }, async (_, number) => {
        const release = await lock.acquire(LONG_MS);
        holders += 1;
        order.push(number);
        if (number % 7 === 0) await sleep(1);
        expect(holders).toBe(1);
        holders -= 1;
        release();
      }),
    );

    expect(order).toEqual(Array.from({ length: 50 }, (_, number) => number));
  });

  it('is refused who waited too long, and passes over them', async () => {
    const lock = new WriteLock();
    const release = await lock.acquire(1);
    const patient = lock.acquire(LONG_MS);
    const impatient = lock.acquire(5);
    const alsoPatient = lock.acquire(LONG_MS);

    await expect(impatient).rejects.toThrow(DatabaseBusyError);
    release();
    (await patient)();
    (await alsoPatient)();
    (await lock.acquire(1))();
  });

  it('is free again when all who waited have given up', async () => {
    const lock = new WriteLock();
    const release = await lock.acquire(1);
    await expect(lock.acquire(1)).rejects.toThrow(DatabaseBusyError);
    release();

    (await lock.acquire(1))();
  });

  it('is not released twice by one holder, who may have passed it on already', async () => {
    const lock = new WriteLock();
    const release = await lock.acquire(1);
    const second = lock.acquire(LONG_MS);
    release();
    await second;
    release();

    await expect(lock.acquire(1)).rejects.toThrow(DatabaseBusyError);
  });
});
