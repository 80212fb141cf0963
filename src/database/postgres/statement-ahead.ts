import pg from 'pg';
import type { Client, QueryResult } from 'pg';
import { OvertakenError } from '../overtaken.errors.js';
import { codeOf } from './postgres-errors.js';
import { Letter } from './letter.js';
import type { Wire } from './letter.js';
import { PreparedStatements } from './prepared-statements.js';

/** A statement that goes with the next one, in the same round trip. What it returns is left aside. */
export interface StatementAhead {
  readonly sql: string;
  readonly parameters?: readonly (string | null)[];
  /** What its failure means; undefined when that is just what the server says. */
  readonly meaning?: (error: unknown) => Error | undefined;
}

interface DriverQuery {
  name: string | undefined;
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
  private isPrepared = false;

  constructor(
    private readonly ahead: readonly StatementAhead[],
    private readonly sql: string,
    parameters: unknown[],
    private readonly prepared: PreparedStatements | undefined,
    callback: (error: Error | null, result: QueryResult) => void,
  ) {
    super({ text: sql, values: parameters, queryMode: 'extended' }, callback);
  }

  /** What is to be parsed is told of by `prepare`. */
  hasBeenParsed(): boolean {
    return true;
  }

  override prepare(wire: Wire): void {
    const letter = Letter.on(wire);
    for (const { sql, parameters = [] } of this.ahead) {
      letter.wire.bind({ statement: this.ready(letter.wire, sql), values: parameters });
      letter.wire.execute({});
    }
    this.name = this.ready(letter.wire, this.sql);
    super.prepare(letter.wire);
    // The driver would take it for a statement that it has prepared itself.
    this.name = undefined;
    letter.send();
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
    const isOutdated = this.isPrepared && OUTDATED.includes(codeOf(error));
    super.handleError(this.next?.meaning?.(error) ?? (isOutdated ? new OvertakenError(error) : error), wire);
  }

  /** Of those ahead, the one that is not answered yet. */
  private get next(): StatementAhead | undefined {
    return this.ahead[this.answered];
  }

  private ready(wire: Wire, sql: string): string {
    const name = this.prepared?.ready(wire, sql) ?? '';
    if (this.prepared === undefined) wire.parse({ text: sql, name });
    this.isPrepared ||= name !== '';
    return name;
  }
}

/** A statement and those ahead of it. */
export interface Statements {
  readonly ahead: readonly StatementAhead[];
  readonly sql: string;
  readonly parameters: unknown[];
  /** Whether all of it is run again when a table has changed since a statement was prepared; else none is prepared. */
  readonly isRerun: boolean;
}

/**
 * Runs a statement, and those ahead of it before, in one round trip.
 * @throws what the driver throws, for whichever of them failed, or what that means.
 */
export function runBehind(client: Client, { ahead, sql, parameters, isRerun }: Statements): Promise<QueryResult> {
  const prepared = isRerun ? PreparedStatements.of(client) : undefined;
  return new Promise((resolve, reject) => {
    const settle = (error: Error | null, result: QueryResult): void => (error ? reject(error) : resolve(result));
    client.query(new QueryBehind(ahead, sql, parameters, prepared, settle));
  });
}
