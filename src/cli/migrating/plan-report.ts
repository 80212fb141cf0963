import type { RunEnd, RunWatcher, TenantOutcome } from '../../fleet/index.js';
import type { Output } from '../output.js';
import { plural } from '../plural.js';
import { InOrder } from './in-order.js';
import { migrationLine, migrationOutcome, migrationSummary } from './outcomes.js';
import type { MigrationOutcome } from './outcomes.js';
import { Tally } from './tally.js';
import { wordingOf } from './wording.js';
import type { Direction, Wording } from './wording.js';

/** So many companies are named; of more, it is told how many wait for the same. */
const FEW = 20;

/** A migration as this program has it. */
interface Step {
  readonly name: string;
  readonly up: readonly string[];
  readonly down: readonly string[];
}

export interface PlanOptions {
  readonly direction: Direction;
  readonly json: boolean;
  readonly stop: AbortSignal;
  /** All migrations of this program. */
  readonly steps: readonly Step[];
}

/** Prints who would be changed, by which migrations, and their SQL. */
export class PlanReport implements RunWatcher {
  readonly stop: AbortSignal;
  private readonly tally = new Tally();
  private readonly outcomes: MigrationOutcome[] = [];
  /** How many companies wait for the same migrations, by their names. */
  private readonly groups = new Map<string, number>();
  private readonly inOrder = new InOrder<MigrationOutcome>((outcome) => {
    if (this.options.json) this.outcomes.push(outcome);
    else this.output.line(migrationLine(outcome, this.wording));
  });
  private readonly wording: Wording;
  private isShort = true;

  constructor(
    private readonly output: Output,
    private readonly options: PlanOptions,
  ) {
    this.stop = options.stop;
    this.wording = wordingOf('plan', options.direction);
  }

  begins(total: number): void {
    this.tally.expect(total);
    this.isShort = total <= FEW;
  }

  skips(): void {
    // A plan leaves nobody out.
  }

  goOn(): Promise<boolean> {
    return Promise.resolve(true);
  }

  tell(told: TenantOutcome, place: number): void {
    const outcome = migrationOutcome(told, this.options.direction);
    this.tally.add(outcome);
    if (told.status === 'changed') {
      const names = told.migrations.join(', ');
      this.groups.set(names, (this.groups.get(names) ?? 0) + 1);
    }
    if (this.options.json || this.isShort) this.inOrder.add(outcome, place);
    else if (outcome.error) this.output.line(migrationLine(outcome, this.wording));
  }

  /** Prints the rest. @returns whether nothing stands in the way. */
  end({ end }: RunEnd): boolean {
    const { counts } = this.tally;
    this.inOrder.end();
    if (this.options.json) this.output.json(this.document());
    else {
      this.printGroups();
      this.printSql();
      this.output.line(migrationSummary(counts, this.wording, end));
    }
    return counts.failed === 0 && counts.notReached === 0;
  }

  private document(): object {
    const { changed, unchanged, failed, notReached } = this.tally.counts;
    const migrations = this.concerned().map((step) => ({ name: step.name, sql: this.sqlOf(step) }));
    return { dryRun: true, companies: this.outcomes, migrations, pending: changed, unchanged, failed, notReached };
  }

  private printGroups(): void {
    if (this.isShort) return;
    for (const [names, count] of this.groups) this.output.line(`${plural(count, 'company', 'companies')}: ${names}`);
  }

  private printSql(): void {
    for (const step of this.concerned()) {
      this.output.line(`\n-- ${step.name}`);
      for (const sql of this.sqlOf(step)) this.output.line(`${sql};`);
    }
    if (this.groups.size > 0) this.output.line();
  }

  private concerned(): Step[] {
    const names = new Set([...this.groups.keys()].flatMap((group) => group.split(', ')));
    const steps = this.options.steps.filter((step) => names.has(step.name));
    return this.options.direction === 'undo' ? steps.reverse() : steps;
  }

  private sqlOf(step: Step): readonly string[] {
    return this.options.direction === 'undo' ? step.down : step.up;
  }
}
