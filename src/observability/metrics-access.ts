import type { Request } from 'express';
import type { Settings } from '../config/index.js';

const LOOPBACK = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;
/** A request that has one of these was passed on by somebody, and comes from who knows where. */
const PASSED_ON = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

/**
 * Whether /metrics is answered on the port of the API: only as long as it has no port of its own, to this machine alone,
 * and to nobody through a proxy, which would make anybody look like this machine.
 */
export function mayReadMetrics(settings: Settings, request: Request): boolean {
  if (settings.metricsPort !== undefined || settings.trustProxy !== false) return false;
  const isDirect = PASSED_ON.every((header) => request.headers[header] === undefined);
  return isDirect && LOOPBACK.test(request.socket.remoteAddress ?? '');
}
