import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { workIdentity } from '../common/index.js';
import type { IdempotentRequest } from '../common/index.js';
import { RepeatableWork } from '../fleet/index.js';
import { IdempotentAnswers } from './idempotent-answers.js';

/** Answers to requests whose work is more than one transaction: the request is reserved before, its answer kept after it. */
@Injectable()
export class IdempotentWork extends RepeatableWork {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly answers: IdempotentAnswers,
  ) {
    super();
  }

  override async once<T>(request: IdempotentRequest | undefined, work: () => Promise<T>): Promise<T> {
    if (request === undefined) return work();
    const kept = await this.answers.find<T>(request);
    if (kept !== undefined) return kept;
    const owner = workIdentity();
    await this.master.transaction((transaction) => this.answers.reserve(transaction, owner, request));
    try {
      const answer = await work();
      await this.master.transaction((transaction) => this.answers.keep(transaction, request, answer));
      return answer;
    } catch (error) {
      await this.master.transaction((transaction) => this.answers.release(transaction, owner));
      throw error;
    }
  }
}
