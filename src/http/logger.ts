import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';
import type { Logger } from 'pino';

export type { Logger } from 'pino';

/** JSON lines. On stdout for the server; on stderr (2) for commands, whose stdout is their answer. */
export function createLogger(level: string, descriptor: 1 | 2 = 1): Logger {
  // Buffered, because a synchronous write per request costs more than the request's own work.
  const destination = pino.destination({ dest: descriptor, sync: false, minLength: 4096, periodicFlush: 250 });
  return pino({ level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}

/** Nest's own messages and those of our `new Logger('Context')`, as the same JSON lines. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...context: unknown[]): void {
    this.logger.info(...line(message, context));
  }

  error(message: unknown, ...context: unknown[]): void {
    this.logger.error(...line(message, context));
  }

  warn(message: unknown, ...context: unknown[]): void {
    this.logger.warn(...line(message, context));
  }

  debug(message: unknown, ...context: unknown[]): void {
    this.logger.debug(...line(message, context));
  }

  verbose(message: unknown, ...context: unknown[]): void {
    this.logger.trace(...line(message, context));
  }

  fatal(message: unknown, ...context: unknown[]): void {
    this.logger.fatal(...line(message, context));
  }
}

/** The last string is Nest's context; an Error is told by name only, because its message may hold values. */
function line(message: unknown, context: readonly unknown[]): [Record<string, unknown>, string?] {
  const last = context.at(-1);
  const base = typeof last === 'string' ? { context: last } : {};
  if (message instanceof Error) return [{ ...base, error: message.name }];
  if (typeof message === 'object' && message !== null) return [{ ...base, ...message }];
  return [base, String(message)];
}
