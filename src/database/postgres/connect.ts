import pg from 'pg';
import type { Client, CustomTypesConfig } from 'pg';

/** A server that does not answer is given up after so many milliseconds. */
const CONNECT_MS = 5_000;

/** Nor does ending a connection wait for longer. */
const GOODBYE_MS = 2_000;

const DATE_OID = 1082;
const INT8_OID = 20;

/** Dates as they are written, not as an instant in some time zone; counts as numbers, as SQLite's driver gives them. */
const TYPES: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (oid === DATE_OID) return (text: string) => text;
    if (oid === INT8_OID) return wholeNumber;
    return pg.types.getTypeParser(oid, format) as unknown;
  }) as CustomTypesConfig['getTypeParser'],
};

function wholeNumber(text: string): number | string {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}

/** Connects. @throws the driver's own errors. */
export async function connect(url: string): Promise<Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    application_name: 'medadmin',
    types: TYPES,
  });
  // A connection that is lost while nobody uses it must not end the program; whoever uses it next hears of it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    void endQuietly(client);
    throw error;
  }
}

/** Ends a connection; one whose server does not answer is dropped. */
export async function endQuietly(client: Client): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, GOODBYE_MS).unref();
  });
  await Promise.race([client.end().catch(() => undefined), patience]);
  clearTimeout(timer);
}
