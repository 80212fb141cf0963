import { PassThrough, pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { LEASE_TTL_MS, Leases } from '../../database/index.js';
import { ExportUnderWayError } from './export.errors.js';

const RENEWAL_MS = LEASE_TTL_MS / 3;

/** Gives a turn back; again is fine. */
export type EndTurn = () => Promise<void>;

/** One export of a company at a time, over all processes: each holds a copy of all of its data. */
@Injectable()
export class ExportTurns {
  constructor(private readonly leases: Leases) {}

  /** @throws ExportUnderWayError when there is one that has not been fetched to its end. */
  async take(companyId: number): Promise<EndTurn> {
    const lease = await this.leases.acquire(`export ${companyId}`);
    if (lease === null) throw new ExportUnderWayError();
    const renewal = setInterval(() => void this.leases.renew(lease).catch(() => undefined), RENEWAL_MS).unref();
    let ended: Promise<void> | undefined;
    return () => {
      clearInterval(renewal);
      ended ??= this.leases.release(lease);
      return ended;
    };
  }
}

/** What is read, with the turn ended before its reader can know that it is over: the next one may be asked for at once. */
export function endingTurn(content: Readable, end: EndTurn): Readable {
  const last = new PassThrough({
    flush: (done) => {
      end().then(
        () => done(),
        // It ends by itself when nobody renews it.
        () => done(),
      );
    },
  });
  // Failures, and readers that go away, are told of at either end.
  return pipeline(content, last, () => undefined);
}
