import { IsIn, IsOptional, Validate } from 'class-validator';
import { AreOrigins, IsWholeBetween } from './setting-rules.js';
import { Setting } from './setting.js';
import { parseList, parsePublicUrl, parseSwitch, parseTrustProxy, parseWholeNumber } from './setting-parsers.js';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';

/** How the server is reached and what it tells. */
export class ServerSettings {
  @Setting({
    env: 'PORT',
    group: 'Server',
    description: 'Port of the HTTP server.',
    default: '8000',
    parse: parseWholeNumber,
  })
  @IsWholeBetween(0, 65_535)
  readonly port!: number;

  @Setting({ env: 'HOST', group: 'Server', description: 'Address the server listens on.', default: '127.0.0.1' })
  readonly host!: string;

  @Setting({
    env: 'PUBLIC_URL',
    group: 'Server',
    description: 'Address of the web pages as people reach them; links in mails begin with it.',
    default: 'http://localhost:8000',
    parse: parsePublicUrl,
  })
  readonly publicUrl!: string;

  @Setting({
    env: 'WEB_CONCURRENCY',
    group: 'Server',
    description: 'Server processes on this machine, which share the port; each holds MAX_OPEN_TENANTS companies open.',
    default: '1',
    parse: parseWholeNumber,
  })
  @IsWholeBetween(1, 256)
  readonly webConcurrency!: number;

  @Setting({
    env: 'CORS_ORIGINS',
    group: 'Server',
    description: 'Origins that may call the API from a browser, separated by commas.',
    parse: parseList,
  })
  @Validate(AreOrigins)
  readonly corsOrigins: readonly string[] = [];

  @Setting({
    env: 'TRUST_PROXY',
    group: 'Server',
    description: 'Whose X-Forwarded-For to believe: off, a number of proxies, or a list of addresses.',
    default: 'off',
    parse: parseTrustProxy,
  })
  readonly trustProxy!: false | number | string[];

  @Setting({
    env: 'METRICS_PORT',
    group: 'Server',
    description:
      'Port of /metrics, on the same address. Unset: on PORT, for this machine only, and not behind a proxy.',
    parse: parseWholeNumber,
  })
  @IsOptional()
  @IsWholeBetween(0, 65_535)
  readonly metricsPort?: number;

  @Setting({
    env: 'API_DOCS',
    group: 'Server',
    description: 'Whether /docs and /openapi.json are there: on or off.',
    default: 'on',
    parse: parseSwitch,
  })
  readonly apiDocs!: boolean;

  @Setting({
    env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    group: 'Server',
    description: 'Where traces are sent, an OTLP collector such as http://localhost:4318; none when unset.',
    parse: parsePublicUrl,
  })
  readonly traceEndpoint?: string;

  @Setting({
    env: 'LOG_LEVEL',
    group: 'Server',
    description: 'fatal, error, warn, info, debug or silent.',
    default: 'info',
  })
  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
  readonly logLevel!: LogLevel;
}
