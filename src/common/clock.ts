import { Injectable } from '@nestjs/common';

/** The time, as everything that depends on it asks for it, so that tests can set it. */
export abstract class Clock {
  abstract now(): Date;
}

@Injectable()
export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}
