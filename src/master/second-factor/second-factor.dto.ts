import { applyDecorators } from '@nestjs/common';
import { ArrayUnique, IsArray, IsIn, Matches } from 'class-validator';
import { ApiProperty, ROLES, Text } from '../../common/index.js';
import type { Role } from '../../common/index.js';
import { PASSWORD_MAX_LENGTH } from '../fields.js';
import { TOTP_CODE } from './totp.js';

const PASSWORD = { min: 1, max: PASSWORD_MAX_LENGTH, example: 'correct horse battery staple', verbatim: true };

/** Six digits of an authenticator app. */
const Code = (options: { optional?: boolean } = {}): PropertyDecorator =>
  applyDecorators(
    Text({ min: 6, max: 6, example: '492039', ...options }),
    Matches(TOTP_CODE, { message: 'must be six digits' }),
  );

export class PasswordDto {
  @Text(PASSWORD)
  password!: string;
}

export class CodeDto {
  @Code()
  code!: string;
}

class EitherCodeDto {
  /** Of the authenticator app; this or a recovery code. */
  @Code({ optional: true })
  code?: string;

  @Text({ min: 1, max: 60, optional: true, example: '7K2M9Q-XW4TCE-0ZR8HB-5NJ3VD' })
  recoveryCode?: string;
}

/** Password and, of those who have a second factor, a code. */
export class ProofDto extends EitherCodeDto {
  @Text(PASSWORD)
  password!: string;
}

export class CompleteSignInDto extends EitherCodeDto {
  /** Of the answer to the password. */
  @Text({ min: 1, max: 1000, example: 'Zm9yLWZpdmUtbWludXRlcw' })
  challenge!: string;
}

export class SecondFactorDto {
  @ApiProperty({ type: Boolean, example: true })
  isEnabled!: boolean;

  @ApiProperty({ type: Boolean, example: false, description: 'Whether it cannot be switched off.' })
  isRequired!: boolean;

  @ApiProperty({ type: 'integer', example: 10 })
  recoveryCodesLeft!: number;
}

export class SetupDto {
  @ApiProperty({ type: String, example: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', description: 'To be typed into the app.' })
  secret!: string;

  @ApiProperty({ type: String, example: 'otpauth://totp/medadmin:ada.brown?secret=JBSWY3DPEHPK3PXP&issuer=medadmin' })
  otpauthUri!: string;

  @ApiProperty({ type: String, example: '<svg xmlns="http://www.w3.org/2000/svg"></svg>', description: 'QR code.' })
  qrCodeSvg!: string;
}

export class RecoveryCodesDto {
  @ApiProperty({
    type: [String],
    example: ['7K2M9Q-XW4TCE-0ZR8HB-5NJ3VD'],
    description: 'Each works once. They cannot be shown again.',
  })
  recoveryCodes!: string[];
}

export class StepUpDto {
  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-24T08:05:00.000Z' })
  provedUntil!: string;
}

export class SecondFactorPolicyDto {
  /** Roles whose people must have a second factor; without one they can only set it up. */
  @IsArray({ message: 'must be a list' })
  @ArrayUnique({ message: 'must not name a role twice' })
  @IsIn(ROLES, { each: true, message: `must be a list of ${ROLES.join(', ')}` })
  @ApiProperty({ type: String, enum: ROLES, isArray: true, example: ['owner', 'admin'] })
  requiredFor!: Role[];
}
