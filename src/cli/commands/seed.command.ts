import { randomBytes } from 'node:crypto';
import { Command, Option } from 'nest-commander';
import { ReportedFailure } from '../cli.errors.js';
import { DEMO_COMPANIES } from '../demo/demo-companies.js';
import type { DemoCompany } from '../demo/demo-companies.js';
import { DemoSeeder } from '../demo/demo-seeder.js';
import { failureReason } from '../failure-reasons.js';
import { interruptible } from '../interruption.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';
import { passwordFromStandardInput } from '../password-input.js';
import { seedLine } from '../seed-outcomes.js';
import type { SeedOutcome } from '../seed-outcomes.js';

interface SeedOptions extends JsonOption {
  readonly passwordStdin?: boolean;
}

@Command({ name: 'seed', description: 'make two demo companies with doctors, patients and appointments' })
export class SeedCommand extends ReportingCommand {
  constructor(
    private readonly seeder: DemoSeeder,
    private readonly output: Output,
  ) {
    super();
  }

  @Option({
    flags: '--password-stdin',
    description: 'read the password of the demo accounts from standard input instead of making some up',
  })
  parsePasswordStdin(): boolean {
    return true;
  }

  override async run(_arguments: string[], options: SeedOptions): Promise<void> {
    const given = options.passwordStdin ? await passwordFromStandardInput() : undefined;
    const outcomes = await interruptible((stop) => this.seed(given, options, stop));
    const notReached = DEMO_COMPANIES.length - outcomes.length;
    if (options.json) this.output.json({ companies: outcomes, notReached });
    else if (notReached > 0) this.output.note(`Interrupted: ${notReached} not reached.`);
    if (notReached > 0 || outcomes.some((outcome) => outcome.error)) throw new ReportedFailure();
  }

  private async seed(given: string | undefined, options: SeedOptions, stop: AbortSignal): Promise<SeedOutcome[]> {
    const existing = await this.seeder.existingNames();
    const outcomes: SeedOutcome[] = [];
    for (const company of DEMO_COMPANIES) {
      if (stop.aborted) break;
      const exists = existing.has(company.companyName.toLowerCase());
      const outcome = exists ? about(company, 'existed') : await this.create(company, given);
      outcomes.push(outcome);
      if (!options.json) this.output.line(seedLine(outcome));
    }
    return outcomes;
  }

  private async create(company: DemoCompany, given: string | undefined): Promise<SeedOutcome> {
    const password = given ?? randomBytes(12).toString('base64url');
    try {
      await this.seeder.create(company, password);
    } catch (error) {
      return { ...about(company, 'failed'), error: failureReason(error) };
    }
    return given === undefined ? { ...about(company, 'created'), password } : about(company, 'created');
  }
}

function about<Status extends SeedOutcome['status']>(
  { companyName, username }: DemoCompany,
  status: Status,
): { name: string; username: string; status: Status } {
  return { name: companyName, username, status };
}
