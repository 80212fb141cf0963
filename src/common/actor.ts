import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { LRUCache } from 'lru-cache';
import type { RequestState } from './request-state.js';

/** On whose behalf something is done, and from where, as the audit log tells of it. One object per request. */
export interface Actor {
  /** Null: the program itself, or nobody that is known. */
  readonly userId: number | null;
  /** Role in the company; `superuser`, `support`, `command` or `schedule` for what is none of its people. */
  readonly role: string | null;
  /** The support access under which it is done. */
  readonly supportAccessId: number | null;
  readonly requestId: string | null;
  /** Network address of the client. */
  readonly address: string | null;
  /** 16 hexadecimal digits that stand for the client's User-Agent. */
  readonly device: string | null;
}

const DEVICES_KEPT = 1000;
const devices = new LRUCache<string, string>({ max: DEVICES_KEPT });

/** Handler parameter: who does it, for the audit log. */
export const CurrentActor = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  actorOf(context.switchToHttp().getRequest<Request & RequestState>()),
);

/** Who sent a request; the same object however often it is asked for. */
export function actorOf(request: Request & RequestState): Actor {
  request.actor ??= describe(request);
  return request.actor;
}

/** The program itself, at work for nobody who is signed in. */
export function programActor(role: 'command' | 'schedule'): Actor {
  return { userId: null, role, supportAccessId: null, requestId: null, address: null, device: null };
}

function describe(request: Request & RequestState): Actor {
  const { principal } = request;
  return {
    userId: principal?.userId ?? null,
    role: principal?.role ?? (principal?.isSuperuser ? 'superuser' : null),
    supportAccessId: principal?.support?.id ?? null,
    requestId: request.requestId ?? null,
    address: request.ip ?? null,
    device: deviceOf(request.headers['user-agent']),
  };
}

function deviceOf(userAgent: string | undefined): string | null {
  if (userAgent === undefined) return null;
  const known = devices.get(userAgent);
  if (known !== undefined) return known;
  const device = createHash('sha256').update(userAgent).digest('hex').slice(0, 16);
  devices.set(userAgent, device);
  return device;
}
