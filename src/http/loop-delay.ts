import { Injectable } from '@nestjs/common';
import type { OnApplicationShutdown } from '@nestjs/common';
import { DurationMeasure, MeasureSource } from '../common/index.js';

/** How often it is looked, in milliseconds. */
const SAMPLE_MS = 100;

/** How late the event loop is: what arrives now waits at least so long before anybody looks at it. */
@Injectable()
export class LoopDelay extends MeasureSource implements OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private readonly delay = new DurationMeasure(
    'medadmin_event_loop_delay_seconds',
    `How late a timer was, asked every ${SAMPLE_MS} ms.`,
  );
  override readonly measures = [this.delay];
  private readonly listeners: ((lateMs: number, nowMs: number) => void)[] = [];

  /** Calls `listener` with every look: how late it was, and when. */
  onSample(listener: (lateMs: number, nowMs: number) => void): void {
    this.listeners.push(listener);
  }

  /** Begins to look; for a server, not for commands. */
  start(): void {
    let dueMs = performance.now() + SAMPLE_MS;
    const look = (): void => {
      const nowMs = performance.now();
      this.sample(Math.max(0, nowMs - dueMs), nowMs);
      dueMs = nowMs + SAMPLE_MS;
    };
    this.timer = setInterval(look, SAMPLE_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private sample(lateMs: number, nowMs: number): void {
    this.delay.observe(lateMs / 1000);
    for (const listener of this.listeners) listener(lateMs, nowMs);
  }
}
