import { Global, Module } from '@nestjs/common';
import { Outbox } from './outbox.js';

/** Mails: written down in the master database with what they tell of, sent by and by. */
@Global()
@Module({
  providers: [Outbox],
  exports: [Outbox],
})
export class MailModule {}
