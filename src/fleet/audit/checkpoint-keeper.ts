import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { EntityManager } from 'typeorm';
import { AuditCheckpoints, AuditKeyring, EMPTY_CHAIN, SELECT_HEAD } from '../../audit/index.js';
import type { ChainHead } from '../../audit/index.js';
import { Clock } from '../../common/index.js';
import { DatabaseEngine } from '../../database/index.js';
import { TenantGate } from '../../tenancy/index.js';
import type { Tenant } from '../../tenancy/index.js';
import { AuditCheckpoint } from './audit-checkpoint.entity.js';

/** So long, in milliseconds, the last entries of a chain may be without a checkpoint. */
const KEEP_MS = 60_000;

/** Keeps the ends of companies' chains in the master database: every minute those that have moved, in one transaction. */
@Injectable()
export class CheckpointKeeper extends AuditCheckpoints {
  private readonly logger = new Logger('Audit');
  private noted = new Map<number, ChainHead>();
  private readonly upsert: string;

  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly engine: DatabaseEngine,
    private readonly keyring: AuditKeyring,
    private readonly gate: TenantGate,
    private readonly clock: Clock,
  ) {
    super();
    const values = [0, 1, 2, 3, 4].map((index) => master.driver.createParameter(`v${index}`, index)).join();
    this.upsert =
      `INSERT INTO fleet_audit_checkpoint (company_id, seq, hash, kept_at, signature) VALUES (${values}) ` +
      'ON CONFLICT (company_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, kept_at = excluded.kept_at, ' +
      'signature = excluded.signature';
    // Whoever replaces its database meanwhile says where the chain ends then; an older end must not come after that.
    gate.onClosing((companyId) => this.noted.delete(companyId));
  }

  override note(companyId: number, head: ChainHead): void {
    if (this.gate.refusal(companyId) === undefined) this.noted.set(companyId, head);
  }

  @Interval(KEEP_MS)
  override async keep(): Promise<void> {
    const heads = this.noted;
    if (heads.size === 0) return;
    this.noted = new Map();
    try {
      await this.master.transaction(async (transaction) => {
        for (const [companyId, head] of heads) await this.write(transaction, companyId, head, 'if it is ahead');
      });
    } catch (error) {
      // The next ends of these chains say all that these would have said.
      this.noted = new Map([...heads, ...this.noted]);
      this.logger.warn({ detail: 'Audit checkpoints could not be kept', error: (error as Error).name });
    }
  }

  /** A company's database is replaced by an older one, by somebody who may: from here its chain goes on. */
  async restored({ companyId, database }: Pick<Tenant, 'companyId' | 'database'>): Promise<void> {
    const [head = EMPTY_CHAIN] = (await this.engine.read(database, SELECT_HEAD, companyId)) as ChainHead[];
    this.noted.delete(companyId);
    await this.write(this.master.manager, companyId, head, 'whatever was there');
  }

  /** The kept end of a chain; undefined when none was kept, `forged` when it is not what was kept. */
  async of(companyId: number): Promise<ChainHead | 'forged' | undefined> {
    const kept = await this.master.getRepository(AuditCheckpoint).findOneBy({ companyId });
    if (kept === null) return undefined;
    const { seq, hash, keptAt, signature } = kept;
    return this.sign(companyId, { seq, hash }, keptAt) === signature ? { seq, hash } : 'forged';
  }

  private async write(
    manager: EntityManager,
    companyId: number,
    head: ChainHead,
    when: 'if it is ahead' | 'whatever was there',
  ): Promise<void> {
    const keptAt = this.clock.now().toISOString();
    const condition = when === 'if it is ahead' ? ' WHERE fleet_audit_checkpoint.seq < excluded.seq' : '';
    const values = [companyId, head.seq, head.hash, keptAt, this.sign(companyId, head, keptAt)];
    await manager.query(this.upsert + condition, values);
  }

  private sign(companyId: number, { seq, hash }: ChainHead, keptAt: string): string {
    return this.keyring.of(companyId).sign(`checkpoint\n${JSON.stringify([seq, hash, keptAt])}`);
  }
}
