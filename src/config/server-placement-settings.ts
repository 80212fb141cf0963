import { IsWholeBetween } from './setting-rules.js';
import { Setting } from './setting.js';
import { parseDurationSeconds } from './setting-parsers.js';
import { AuditSettings } from './audit-settings.js';

/** Where databases of new companies are made. */
export type TenantPlacement =
  | { readonly kind: 'default' | 'least-loaded' }
  | { readonly kind: 'region'; readonly region: string }
  | { readonly kind: 'server'; readonly name: string };

const NAMED = /^(region|server):([a-z0-9][a-z0-9-]{0,39})$/;

/** Companies on many database servers. */
export class ServerPlacementSettings extends AuditSettings {
  @Setting({
    env: 'TENANT_PLACEMENT',
    group: 'Data',
    description:
      'Where new companies’ databases are made: default (where DATABASE_ENGINE says), least-loaded, region:NAME or server:NAME.',
    default: 'default',
    parse: parsePlacement,
  })
  readonly tenantPlacement!: TenantPlacement;

  @Setting({
    env: 'MOVED_KEEP',
    group: 'Data',
    description:
      'How long the former database of a company that was moved is kept, unless the move is confirmed before.',
    default: '7d',
    parse: parseDurationSeconds,
  })
  @IsWholeBetween(60, 366 * 86_400)
  readonly movedKeepSeconds!: number;
}

function parsePlacement(text: string): TenantPlacement {
  if (text === 'default' || text === 'least-loaded') return { kind: text };
  const [, kind, name = ''] = NAMED.exec(text) ?? [];
  if (kind === 'region') return { kind, region: name };
  if (kind === 'server') return { kind, name };
  throw new RangeError('must be default, least-loaded, region:NAME or server:NAME');
}
