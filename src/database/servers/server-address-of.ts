import { ServerAddressError } from './servers.errors.js';

/** Only such variables are ever read for an address: a catalogue must not be a way to those with secrets. */
export const URL_SETTING = /^DATABASE_SERVER_[A-Z0-9_]{1,48}_URL$/;

const MASTER = /^\/([a-z][a-z0-9_]{0,7}_)master$/;
const DEFAULT_PREFIX = 'medadmin_';

/** How a server of the catalogue is reached. */
export interface OtherServer {
  /** Tells what its databases are called; there is no master database on it. */
  readonly masterUrl: string;
  readonly adminUrl: string;
}

/**
 * Reads a server's address. Databases are called there as on the server of DATABASE_URL, unless the URL itself says
 * otherwise by ending in `/<prefix>master`.
 * @throws ServerAddressError.
 */
export function addressOf(
  name: string,
  urlSetting: string | null,
  environment: Readonly<Record<string, string | undefined>>,
  databaseUrl?: string,
): OtherServer {
  const text = urlSetting !== null && URL_SETTING.test(urlSetting) ? environment[urlSetting]?.trim() : undefined;
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^postgres(ql)?:$/.test(url.protocol) || url.username === '' || url.hostname === '')
    throw new ServerAddressError(name, urlSetting ?? '');
  const prefix = prefixOf(url) ?? (databaseUrl === undefined ? undefined : prefixOf(new URL(databaseUrl)));
  return {
    masterUrl: withPath(url, `/${prefix ?? DEFAULT_PREFIX}master`),
    adminUrl: withPath(url, prefixOf(url) === undefined && url.pathname.length > 1 ? url.pathname : '/postgres'),
  };
}

function prefixOf({ pathname }: URL): string | undefined {
  return MASTER.exec(pathname)?.[1];
}

function withPath(url: URL, path: string): string {
  const copy = new URL(url);
  copy.pathname = path;
  return copy.href;
}
