import pg from 'pg';
import type { Client, QueryResult } from 'pg';

/** A statement that goes with the next one, in the same round trip. What it returns is left aside. */
export interface StatementAhead {
  readonly sql: string;
  readonly parameters?: readonly string[];
  /** What its failure means; undefined when that is just what the server says. */
  readonly meaning?: (error: unknown) => Error | undefined;
}

/** What the driver's queries ask of a connection, and are told by it: it has classes for that, but no types. */
interface Wire {
  parse(message: { readonly text: string; readonly name: string }): void;
  bind(message: { readonly statement: string; readonly values: readonly string[] }): void;
  execute(message: object): void;
}
interface DriverQuery {
  prepare(wire: Wire): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, wire: Wire): void;
  handleError(error: unknown, wire: Wire): void;
}
type DriverQueryClass = new (
  config: { readonly text: string; readonly values: unknown[]; readonly queryMode: 'extended' },
  callback: (error: unknown, result: QueryResult) => void,
) => DriverQuery & pg.Submittable;

/**
 * One of the driver's queries with others before it. All of them come before one Sync: the server answers all at once,
 * and passes over everything that is behind a failure (the protocol's "Pipelining").
 */
class QueryBehind extends (pg.Query as unknown as DriverQueryClass) {
  private answered = 0;

  constructor(
    private readonly ahead: readonly StatementAhead[],
    ...query: ConstructorParameters<DriverQueryClass>
  ) {
    super(...query);
  }

  override prepare(wire: Wire): void {
    for (const { sql, parameters = [] } of this.ahead) {
      wire.parse({ text: sql, name: '' });
      wire.bind({ statement: '', values: parameters });
      wire.execute({});
    }
    super.prepare(wire);
  }

  override handleDataRow(message: unknown): void {
    if (this.next === undefined) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, wire: Wire): void {
    if (this.next === undefined) super.handleCommandComplete(message, wire);
    else this.answered += 1;
  }

  override handleError(error: unknown, wire: Wire): void {
    super.handleError(this.next?.meaning?.(error) ?? error, wire);
  }

  /** Of those ahead, the one that is not answered yet. */
  private get next(): StatementAhead | undefined {
    return this.ahead[this.answered];
  }
}

/**
 * Runs a statement, and those ahead of it before, in one round trip.
 * @throws what the driver throws, for whichever of them failed, or what that means.
 */
export function runBehind(
  client: Client,
  ahead: readonly StatementAhead[],
  sql: string,
  parameters: unknown[],
): Promise<QueryResult> {
  return new Promise((resolve, reject) => {
    const settle = (error: unknown, result: QueryResult): void => (error ? reject(error as Error) : resolve(result));
    client.query(new QueryBehind(ahead, { text: sql, values: parameters, queryMode: 'extended' }, settle));
  });
}
