import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Settings } from '../../config/index.js';
import { isUniqueViolation } from '../../database/index.js';
import type { User } from '../entities/index.js';
import { AlreadyRegisteredError } from '../master.errors.js';
import { PasswordRules } from '../passwords/password-rules.js';
import { Passwords } from '../passwords/passwords.js';
import { NewUsers } from './new-users.js';

/** Those who run the installation. */
@Injectable()
export class SuperusersService {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly settings: Settings,
    private readonly rules: PasswordRules,
    private readonly passwords: Passwords,
    private readonly newUsers: NewUsers,
  ) {}

  /** @throws ValidationError for the password; AlreadyRegisteredError when the username or address is taken. */
  async create(input: { username: string; email: string; password: string }): Promise<User> {
    const { superuserSecondFactor: hasSecondFactor } = this.settings;
    await this.rules.assertGood(input.password, input, { hasSecondFactor });
    const passwordHash = await this.passwords.hash(input.password);
    try {
      return await this.master.transaction((transaction) =>
        this.newUsers.insertSuperuser(transaction, { ...input, firstName: '', lastName: '', passwordHash }),
      );
    } catch (error) {
      if (isUniqueViolation(error)) throw new AlreadyRegisteredError([]);
      throw error;
    }
  }
}
