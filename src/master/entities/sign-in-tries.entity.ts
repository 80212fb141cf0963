import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Tries to prove a password: of an account, a device or an address, which the hash does not tell. */
@Entity('master_sign_in_tries')
export class SignInTries {
  @PrimaryColumn({ name: 'key_hash', type: 'varchar', length: 64 })
  keyHash!: string;

  /** In the present window. */
  @Column({ type: 'integer' })
  tries!: number;

  /** One after the other, over all windows, until one was right. */
  @Column({ type: 'integer' })
  failures!: number;

  /** End of the present window. */
  @Column({ name: 'ends_at', type: Date })
  endsAt!: Date;

  /** Nobody has tried for so long that it is forgotten. */
  @Index('master_sign_in_tries_purge_at')
  @Column({ name: 'purge_at', type: Date })
  purgeAt!: Date;
}
