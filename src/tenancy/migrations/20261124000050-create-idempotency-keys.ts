import type { Migration } from '../../database/index.js';

export class CreateTenantIdempotencyKeys20261124000050 implements Migration {
  readonly name = '20261124000050-create-idempotency-keys';

  readonly sqlite = {
    up: [
      `CREATE TABLE tenancy_idempotency_key (
        key_hash varchar(64) PRIMARY KEY NOT NULL,
        body_hash varchar(64) NOT NULL,
        answer text NOT NULL,
        expires_at datetime NOT NULL
      )`,
      `CREATE INDEX tenancy_idempotency_key_expires_at ON tenancy_idempotency_key (expires_at)`,
    ],
    down: [`DROP TABLE tenancy_idempotency_key`],
  };

  readonly postgres = {
    up: [
      `CREATE TABLE tenancy_idempotency_key (
        key_hash varchar(64) PRIMARY KEY NOT NULL,
        body_hash varchar(64) NOT NULL,
        answer text NOT NULL,
        expires_at timestamptz NOT NULL
      )`,
      `CREATE INDEX tenancy_idempotency_key_expires_at ON tenancy_idempotency_key (expires_at)`,
    ],
    down: [`DROP TABLE tenancy_idempotency_key`],
  };
}
