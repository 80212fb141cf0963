import { Injectable } from '@nestjs/common';
import { Interval, Timeout } from '@nestjs/schedule';
import { AuditJournal, CompanyAudit } from '../../audit/index.js';
import type { JournalLines } from '../../audit/index.js';
import { CompanyVisits } from './company-visits.js';

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;

/** Takes into the companies' chains what processes left in their journals that are gone. */
@Injectable()
export class JournalRecovery {
  constructor(
    private readonly journal: AuditJournal,
    private readonly visits: CompanyVisits,
  ) {}

  /** What cannot be taken in now, because a company cannot be reached, stays for the next time. */
  @Timeout(SECOND_MS)
  @Interval(MINUTE_MS)
  async recover(): Promise<void> {
    const unreachable = new Set<string>();
    for (const found of await this.journal.abandoned()) {
      for (const [companyId, lines] of grouped(found.lines)) {
        const name = `${found.journal} ${companyId}`;
        // A later part of a journal must not be taken in before an earlier one.
        const isDone = !unreachable.has(name) && (await this.takeIn(companyId, { journal: found.journal, lines }));
        if (!isDone) unreachable.add(name);
      }
      if (![...unreachable].some((name) => name.startsWith(found.journal))) await this.journal.forget(found);
    }
  }

  /** @returns whether the lines are in the chain, or need not be any more. */
  private async takeIn(companyId: number, lines: JournalLines): Promise<boolean> {
    try {
      await this.visits.enter(companyId, async (dataSource) => CompanyAudit.of(dataSource)?.takeIn(dataSource, lines));
      return true;
    } catch {
      return !(await this.visits.isThere(companyId));
    }
  }
}

function grouped<Line extends { readonly companyId: number }>(lines: readonly Line[]): Map<number, Line[]> {
  const groups = new Map<number, Line[]>();
  for (const line of lines) {
    const group = groups.get(line.companyId);
    if (group === undefined) groups.set(line.companyId, [line]);
    else group.push(line);
  }
  return groups;
}
