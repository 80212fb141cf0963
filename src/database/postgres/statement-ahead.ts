import pg from 'pg';
import type { Client, QueryResult } from 'pg';
import { OvertakenError } from '../overtaken.errors.js';
import { codeOf } from './postgres-errors.js';
import { PreparedStatements } from './prepared-statements.js';
import type { PreparingWire } from './prepared-statements.js';

/** A statement that goes with the next one, in the same round trip. What it returns is left aside. */
export interface StatementAhead {
  readonly sql: string;
  readonly parameters?: readonly string[];
  /** What its failure means; undefined when that is just what the server says. */
  readonly meaning?: (error: unknown) => Error | undefined;
}

/** What the driver's queries ask of a connection, and are told by it: it has classes for that, but no types. */
interface Wire extends PreparingWire {
  bind(message: { readonly statement?: string; readonly values: readonly string[] }): void;
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
  callback: (error: Error | null, result: QueryResult) => void,
) => DriverQuery & pg.Submittable;

/** The table has changed since the statement was prepared; or the server has never heard of it. */
const OUTDATED = ['0A000', '26000'];

/**
 * One of the driver's queries with others before it. All of them come before one Sync: the server answers all at once,
 * and passes over everything that is behind a failure (the protocol's "Pipelining").
 */
class QueryBehind extends (pg.Query as unknown as DriverQueryClass) {
  private answered = 0;

  constructor(
    private readonly ahead: readonly StatementAhead[],
    private readonly sql: string,
    parameters: unknown[],
    private readonly prepared: PreparedStatements | undefined,
    callback: (error: Error | null, result: QueryResult) => void,
  ) {
    super({ text: sql, values: parameters, queryMode: 'extended' }, callback);
  }

  override prepare(wire: Wire): void {
    for (const { sql, parameters = [] } of this.ahead) {
      wire.bind({ statement: this.ready(wire, sql), values: parameters });
      wire.execute({});
    }
    const statement = this.ready(wire, this.sql);
    super.prepare(
      Object.create(wire, {
        parse: { value: () => undefined },
        bind: { value: (message: Parameters<Wire['bind']>[0]) => wire.bind({ ...message, statement }) },
      }) as Wire,
    );
  }

  override handleDataRow(message: unknown): void {
    if (this.next === undefined) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, wire: Wire): void {
    if (this.next === undefined) super.handleCommandComplete(message, wire);
    else this.answered += 1;
  }

  override handleError(error: unknown, wire: Wire): void {
    this.prepared?.doubt([...this.ahead.map(({ sql }) => sql), this.sql]);
    const isOutdated = this.prepared !== undefined && OUTDATED.includes(codeOf(error));
    super.handleError(this.next?.meaning?.(error) ?? (isOutdated ? new OvertakenError(error) : error), wire);
  }

  /** Of those ahead, the one that is not answered yet. */
  private get next(): StatementAhead | undefined {
    return this.ahead[this.answered];
  }

  private ready(wire: Wire, sql: string): string {
    if (this.prepared !== undefined) return this.prepared.ready(wire, sql);
    wire.parse({ text: sql, name: '' });
    return '';
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
    const settle = (error: Error | null, result: QueryResult): void => (error ? reject(error) : resolve(result));
    client.query(new QueryBehind(ahead, sql, parameters, PreparedStatements.of(client), settle));
  });
}
