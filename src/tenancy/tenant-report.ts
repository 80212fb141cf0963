/**
 * What a report is asked about. `day`: a day of the calendar, of which the beginning in UTC is meant. `integer`: a whole
 * number. `text`: anything of up to 100 characters.
 */
export interface ReportParameter {
  readonly kind: 'day' | 'integer' | 'text';
  readonly summary: string;
}

/**
 * A question that superusers may ask of all companies' databases at once, beside the model whose tables it reads. It counts:
 * it gives no row of a record and no column that says something about people, which a test holds; for companies are not told.
 */
export interface TenantReport {
  /** Such as `appointments-by-status`. */
  readonly name: string;
  readonly summary: string;
  /** By the names that they have in the statement; all of them must be given. */
  readonly parameters: Readonly<Record<string, ReportParameter>>;
  /** Of one row, by the names that the statement gives them: one word each. */
  readonly columns: readonly string[];
  /** One SELECT that both engines understand, with `:name` for a parameter. It is run so that it cannot write. */
  readonly sql: string;
}
