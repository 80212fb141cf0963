import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/index.js';
import type { Role } from '../../common/index.js';
import { insertRow } from '../../database/index.js';
import { Profile, User } from '../entities/index.js';
import { uniqueKey } from '../keys.js';

/** A person as given, with the password already hashed. */
export interface NewUser {
  readonly username: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly passwordHash: string;
}

/** Makes users, in the transaction of what they are made for. */
@Injectable()
export class NewUsers {
  constructor(private readonly clock: Clock) {}

  /** A person of a company. */
  async insert(
    transaction: EntityManager,
    input: NewUser,
    membership: { readonly companyId: number; readonly role: Role },
  ): Promise<User> {
    const user = await this.insertUser(transaction, input, false);
    await insertRow(transaction, Profile, { ...membership, userId: user.id, createdAt: this.clock.now() });
    return user;
  }

  /** Somebody who runs the installation and belongs to no company. */
  insertSuperuser(transaction: EntityManager, input: NewUser): Promise<User> {
    return this.insertUser(transaction, input, true);
  }

  private async insertUser(transaction: EntityManager, input: NewUser, isSuperuser: boolean): Promise<User> {
    const user = transaction.create(User, {
      username: input.username,
      usernameKey: uniqueKey(input.username),
      email: input.email,
      emailKey: uniqueKey(input.email),
      firstName: input.firstName,
      lastName: input.lastName,
      passwordHash: input.passwordHash,
      isActive: true,
      isSuperuser,
      createdAt: this.clock.now(),
    });
    await insertRow(transaction, User, user);
    return user;
  }
}
