import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, MoreThan } from 'typeorm';
import { KeyRotation } from '../../common/index.js';
import { SecondFactor } from '../entities/index.js';
import { SecondFactorSecrets } from './secrets.js';

const ROWS_AT_ONCE = 200;

/** Encrypts the secrets of authenticator apps with the present key of the installation. */
@Injectable()
export class SecretRotation {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly secrets: SecondFactorSecrets,
    rotation: KeyRotation,
  ) {
    rotation.register('secrets of second factors', () => this.rotate());
  }

  private async rotate(): Promise<number> {
    const rows = this.master.getRepository(SecondFactor);
    let rotated = 0;
    for (let last = 0; ;) {
      const page = await rows.find({
        where: { userId: MoreThan(last) },
        select: { userId: true, secret: true },
        order: { userId: 'ASC' },
        take: ROWS_AT_ONCE,
      });
      for (const { userId, secret } of page.filter((row) => !this.secrets.isPresent(row.secret))) {
        const anew = this.secrets.encrypt(this.secrets.decrypt(secret, userId), userId);
        // As it was read: its owner may have set up another one meanwhile.
        rotated += (await rows.update({ userId, secret }, { secret: anew })).affected ?? 0;
      }
      if (page.length < ROWS_AT_ONCE) return rotated;
      last = page.at(-1)?.userId ?? last;
    }
  }
}
