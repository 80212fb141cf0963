import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { ReadinessCheck } from '../common/index.js';
import { MasterDatabase } from './master-database.js';

/** Nobody can sign in without the master database, so a process that cannot read it should get no requests. */
@Injectable()
export class MasterReadiness extends ReadinessCheck {
  override readonly name = 'master';

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly master: MasterDatabase,
  ) {
    super();
  }

  override problem(): Promise<string | undefined> {
    return this.master.isCurrent(this.dataSource).then(
      (isCurrent) => (isCurrent ? undefined : 'behind'),
      () => 'unreadable',
    );
  }
}
