import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import pLimit from 'p-limit';
import type { Client } from 'pg';
import { connect, endQuietly } from '../postgres/connect.js';
import { Answers } from './answers.js';
import { MasterNews } from './master-news.js';
import type { NewsTopic } from './master-news.js';

/** Notifications are kept apart by database, so that one name serves all installations on a server. */
const CHANNEL = 'medadmin_news';
const LISTENER = 'medadmin news';

/** A connection that was lost is made anew after so many milliseconds. */
const RETRY_MS = 1_000;
/** After so many milliseconds everybody has looked without being told. */
const WAIT_MS = 1_000;
/** Answers of more processes would be more than all the rest that the server does; what they keep is a second old at most. */
const MOST_AWAITED = 32;

/** The listeners are those of the same role, which sees what they are called. */
const TELL =
  'SELECT pg_notify($1, $2), (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() ' +
  `AND application_name = '${LISTENER}') AS listeners`;

/**
 * On PostgreSQL processes tell each other by NOTIFY, and answer when they have heard. The connection for that is one of its
 * own, straight to the server: a pooler in transaction mode passes no notifications on. While there is none, nothing is
 * heard, and what is kept grows old as it does anyway.
 */
export class PostgresNews extends MasterNews implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('PostgresNews');
  /** A process need not be told what it has said itself. Part of the name of the channel for answers to it. */
  private readonly id = randomBytes(8).toString('hex');
  private readonly answers = new Answers();
  private readonly turns = pLimit(1);
  private client: Client | undefined;
  private connecting: Promise<void> | undefined;
  private retry: NodeJS.Timeout | undefined;
  private isStopped = false;

  /** @param url of the master database, past any pooler. */
  constructor(private readonly url: string) {
    super();
  }

  get isLive(): boolean {
    return this.client !== undefined;
  }

  /** The start of a process does not wait for it. */
  onApplicationBootstrap(): void {
    void this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.retry);
    await this.connecting;
    const { client } = this;
    this.client = undefined;
    if (client) await endQuietly(client);
  }

  override check(): void {
    // The server tells by itself.
  }

  override async tell(topic: NewsTopic): Promise<void> {
    await this.connecting;
    const number = this.answers.next();
    const told = await this.send<{ listeners: number }>(TELL, [CHANNEL, `${topic} ${this.id} ${number}`]);
    const others = (told?.listeners ?? 1) - 1;
    if (others <= MOST_AWAITED) await this.answers.enough(number, others, WAIT_MS);
    else this.answers.forget(number);
  }

  private connect(): Promise<void> {
    this.connecting ??= this.tryToListen().finally(() => {
      this.connecting = undefined;
    });
    return this.connecting;
  }

  private async tryToListen(): Promise<void> {
    let client: Client | undefined;
    try {
      client = await connect(this.url);
      client.on('notification', ({ channel, payload = '' }) => void this.received(channel, payload));
      await client.query(`LISTEN ${CHANNEL}`);
      await client.query(`LISTEN ${channelOf(this.id)}`);
      client.once('end', () => this.lost());
      this.client = client;
      // From here on others wait for its answers.
      await client.query(`SET application_name = '${LISTENER}'`);
      // What was told before is not told again.
      this.hearAll();
    } catch (error) {
      this.client = undefined;
      if (client) await endQuietly(client);
      this.logger.warn({ detail: 'Changes of other processes are not heard at once', error: (error as Error).name });
      this.again();
    }
  }

  private async received(channel: string, payload: string): Promise<void> {
    if (channel !== CHANNEL) return this.answers.add(Number(payload));
    const [topic, sender, number] = payload.split(' ') as [NewsTopic, string, string];
    if (sender === this.id) return;
    await this.hear(topic).catch(() => undefined);
    await this.send('SELECT pg_notify($1, $2)', [channelOf(sender), number]);
  }

  /** One at a time: the driver is to have no queue of its own, in which the time limit of those behind would pass. */
  private send<Row extends object>(text: string, values: readonly string[]): Promise<Row | undefined> {
    return this.turns(() => this.sendNow<Row>(text, values));
  }

  /** Undefined when there is no connection, or it does not work and is made anew. */
  private async sendNow<Row extends object>(text: string, values: readonly string[]): Promise<Row | undefined> {
    const { client } = this;
    try {
      // The driver knows the time limit of one statement; its types do not.
      const answer = await client?.query<Row>({ text, values: [...values], query_timeout: WAIT_MS } as {
        text: string;
      });
      return answer?.rows[0];
    } catch {
      if (client) void endQuietly(client);
      return undefined;
    }
  }

  private lost(): void {
    if (this.client === undefined) return;
    this.client = undefined;
    this.again();
  }

  private again(): void {
    clearTimeout(this.retry);
    if (this.isStopped) return;
    this.retry = setTimeout(() => void this.connect(), RETRY_MS).unref();
  }
}

/** Where a process hears who has heard it. */
const channelOf = (id: string): string => `${CHANNEL}_${id}`;
