import type { EntityManager } from 'typeorm';
import type { CheckedLine, CsvReport } from '../../common/index.js';
import type { BulkTable } from './bulk-table.js';
import type { UniqueField } from './import-rules.js';

/** Sorts out lines whose unique values another line of the file, or an entry of the database, has. */
export class UniqueValues<Input extends object> {
  private readonly seen: readonly { readonly rule: UniqueField<Input>; readonly values: Set<unknown> }[];

  constructor(
    rules: readonly UniqueField<Input>[],
    private readonly table: BulkTable,
    private readonly report: CsvReport,
  ) {
    this.seen = rules.map((rule) => ({ rule, values: new Set() }));
  }

  /** @returns the lines that may stay; the others are noted in the report. */
  async keep(manager: EntityManager, lines: readonly CheckedLine<Input>[]): Promise<readonly CheckedLine<Input>[]> {
    let kept = lines;
    for (const { rule, values } of this.seen) {
      const given = kept.map(({ input }) => input[rule.field]).filter((value) => value !== null && value !== undefined);
      const taken = await this.table.taken(manager, rule.field, given);
      kept = kept.filter(({ line, input }) => {
        const value = input[rule.field];
        if (value === null || value === undefined) return true;
        const message = taken.has(value) ? rule.message : values.has(value) ? 'is on an earlier line too' : undefined;
        values.add(value);
        if (message !== undefined) this.report.refuse(line, [{ column: rule.field, message }]);
        return message === undefined;
      });
    }
    return kept;
  }
}
