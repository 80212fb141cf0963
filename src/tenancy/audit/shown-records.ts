import { StreamableFile } from '@nestjs/common';
import type { Request } from 'express';
import type { AuditEvent, CompanyAudit } from '../../audit/index.js';
import { actorOf } from '../../common/index.js';
import type { RequestState } from '../../common/index.js';

const MODEL = /^\/api\/([\w-]+)/;

/** What an answer shows of a company's data, and to whom. */
export function shownRecords(
  request: Request & RequestState,
  body: unknown,
  audit: CompanyAudit | undefined,
): AuditEvent {
  const path = (request.route as { path?: string } | undefined)?.path ?? '';
  const [, model = ''] = MODEL.exec(path) ?? [];
  const table = audit?.tables.ofModel(model.replaceAll('-', '_')) ?? model;
  const ids = idsOf(body);
  const isList = typeof body === 'object' && body !== null && (Array.isArray(body) || 'items' in body);
  const event = { actor: actorOf(request), table, ids } as const;
  if (body instanceof StreamableFile) return { ...event, action: 'export' };
  if (request.method === 'GET' && isList) return { ...event, action: 'list' };
  if (request.method === 'GET' && ids.length === 1) return { ...event, action: 'read' };
  return { ...event, action: isList ? 'list' : 'read', detail: { route: `${request.method} ${path}` } };
}

function idsOf(body: unknown): (number | string)[] {
  if (typeof body !== 'object' || body === null || body instanceof StreamableFile) return [];
  const items: unknown = Array.isArray(body) ? body : 'items' in body ? body.items : [body];
  if (!Array.isArray(items)) return [];
  const ids: (number | string)[] = [];
  for (const item of items as unknown[]) {
    const id = typeof item === 'object' && item !== null && 'id' in item ? item.id : undefined;
    if (typeof id === 'number' || typeof id === 'string') ids.push(id);
  }
  return ids;
}
