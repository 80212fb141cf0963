import type { TenantPlacement } from '../../config/index.js';
import type { ServerLoad } from './server-catalogue.js';
import { ServerStateError, UnknownServerError } from './servers.errors.js';

/**
 * The server that a new company's database goes to. Pure.
 * @returns its name; null: none of the catalogue has room, and it goes where settings say.
 * @throws UnknownServerError, ServerStateError for a server that is named and takes none.
 */
export function chosenServer(placement: TenantPlacement, servers: readonly ServerLoad[]): string | null {
  if (placement.kind === 'default') return null;
  if (placement.kind === 'server') return namedServer(placement.name, servers);
  const region = placement.kind === 'region' ? placement.region : undefined;
  const fitting = servers.filter(
    (server) =>
      server.state === 'open' &&
      server.companies < server.capacity &&
      (region === undefined || server.region === region),
  );
  const [least] = fitting.sort((a, b) => loadOf(a) - loadOf(b) || (a.name < b.name ? -1 : 1));
  return least?.name ?? null;
}

function namedServer(name: string, servers: readonly ServerLoad[]): string {
  const server = servers.find((each) => each.name === name);
  if (server === undefined) throw new UnknownServerError(name);
  if (server.state !== 'open') throw new ServerStateError(`The database server ${name} is ${server.state}.`);
  return name;
}

/** Share of its room that is taken. */
function loadOf({ companies, capacity }: ServerLoad): number {
  return companies / capacity;
}
