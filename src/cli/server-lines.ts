import type { ServerLoad } from '../database/index.js';
import { UsageError } from './cli.errors.js';
import { plural } from './plural.js';

/** @throws UsageError when it is no name of a server. */
export function checkedServer(what: string, name: string): string {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) throw new UsageError(`${what} takes the name of a server such as eu-2`);
  return name;
}

/** A server, and whether it was reached just now. */
export type ReachedServer = ServerLoad & { readonly isReachable: boolean };

/** A server, for people. */
export function serverLine({
  name,
  urlSetting,
  region,
  capacity,
  state,
  companies,
  isReachable,
}: ReachedServer): string {
  const [where, reach] = [region === null ? '' : `, region ${region}`, isReachable ? '' : ', cannot be reached'];
  const load = `${companies} of ${plural(capacity, 'company', 'companies')}`;
  return `${name}: ${state}${reach}, ${load}${where}, URL in ${urlSetting}`;
}
