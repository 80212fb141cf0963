import type { Client } from 'pg';

/** What is sent to a server to prepare a statement under a name; the name '' is that of the next statement. */
export interface PreparingWire {
  parse(message: { readonly text: string; readonly name: string }): void;
  close(message: { readonly type: 'S'; readonly name: string }): void;
}

/** A connection keeps so many, each some kilobytes in the server. */
const MOST = 64;
/** Longer ones are of many rows, and seldom come twice. */
const LONGEST = 2_000;
/**
 * What is run as often as anything and has one way to be run. What searches is planned for its values each time: a plan for
 * all values is a bad one for some.
 */
const ONE_WAY = /^(INSERT INTO|START|COMMIT|SELECT (pg_advisory|1 WHERE CASE))/;

const ofClients = new WeakMap<Client, PreparedStatements>();

/** The statements that a connection's server has prepared, to be run again without being read and planned again. */
export class PreparedStatements {
  private readonly names = new Map<string, string>();
  /** Of these it is not known whether the server has them. */
  private readonly doubtful = new Set<string>();

  /** Those of a connection; undefined where a pooler may send the next transaction to another server process. */
  static of(client: Client): PreparedStatements | undefined {
    return ofClients.get(client);
  }

  /** Looks who is at the other end of a new connection: only the server's process itself has the number it gave. */
  static async allowOn(client: Client): Promise<void> {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const { processID } = client as unknown as { processID?: number | null };
    if (rows[0]?.pid === processID) ofClients.set(client, new PreparedStatements());
  }

  /** Has a statement ready on the wire. @returns its name there. */
  ready(wire: PreparingWire, text: string): string {
    const known = this.names.get(text);
    if (known !== undefined && !this.doubtful.has(text)) return known;
    const isPrepared = known !== undefined || this.isWorth(text);
    const name = isPrepared ? (known ?? `medadmin_${this.names.size + 1}`) : '';
    if (known !== undefined) wire.close({ type: 'S', name });
    wire.parse({ text, name });
    if (isPrepared) this.names.set(text, name);
    this.doubtful.delete(text);
    return name;
  }

  /** Something of what was sent with these failed. */
  doubt(texts: readonly string[]): void {
    for (const text of texts) if (this.names.has(text)) this.doubtful.add(text);
  }

  private isWorth(text: string): boolean {
    return this.names.size < MOST && text.length <= LONGEST && ONE_WAY.test(text);
  }
}
