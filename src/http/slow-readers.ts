import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Counter, MeasureSource } from '../common/index.js';
import { OpenRequests } from './open-requests.js';

/** How slowly an answer may be read. */
export interface ReadingLimits {
  /** At least so many bytes … */
  readonly bytes: number;
  /** … in so many milliseconds: 13 kbit/s. */
  readonly withinMs: number;
  /** How often it is looked; a client may overstay by as much. */
  readonly checkMs: number;
}

const LIMITS: ReadingLimits = { bytes: 32 * 1024, withinMs: 20_000, checkMs: 2000 };

/** How much of an answer had been taken, and when that was. */
interface Mark {
  readonly taken: number;
  readonly atMs: number;
}

/**
 * Cuts clients that do not read what they asked for: their answers would stay in memory for as long as they like. Node's
 * timeouts are for requests; an answer has none.
 */
@Injectable()
export class SlowReaders extends MeasureSource implements OnApplicationShutdown {
  private readonly cut = new Counter(
    'medadmin_slow_readers_cut_total',
    'Connections that were cut because the client read its answer too slowly.',
  );
  override readonly measures = [this.cut];
  private readonly marks = new WeakMap<ServerResponse, Mark>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly open: OpenRequests) {
    super();
  }

  /** Begins to look; for a server, not for commands. */
  start(limits: ReadingLimits = LIMITS): void {
    this.onApplicationShutdown();
    this.timer = setInterval(() => {
      this.look(performance.now(), limits);
    }, limits.checkMs).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private look(nowMs: number, limits: ReadingLimits): void {
    for (const response of this.open.unanswered) {
      const { socket } = response;
      if (socket !== null && this.isTooSlow(response, socket, nowMs, limits)) {
        this.cut.increment();
        socket.destroy();
      }
    }
  }

  private isTooSlow(response: ServerResponse, socket: Socket, nowMs: number, limits: ReadingLimits): boolean {
    if (socket.writableLength === 0) {
      // Nothing waits for the client.
      this.marks.delete(response);
      return false;
    }
    const taken = socket.bytesWritten - leftOf(socket);
    const mark = this.marks.get(response);
    if (mark === undefined || taken - mark.taken >= limits.bytes) {
      this.marks.set(response, { taken, atMs: nowMs });
      return false;
    }
    return nowMs - mark.atMs >= limits.withinMs;
  }
}

/** Bytes that the client has not taken. Of one large write Node itself knows only when it is over; its handle knows more. */
function leftOf(socket: Socket): number {
  const { _handle } = socket as unknown as { _handle?: { writeQueueSize?: number } };
  return _handle?.writeQueueSize ?? socket.writableLength;
}
