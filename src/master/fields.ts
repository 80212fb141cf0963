import { applyDecorators } from '@nestjs/common';
import { Matches } from 'class-validator';
import { Text } from '../common/index.js';

export const PASSWORD_MIN_LENGTH = 8;
export const PASSWORD_MAX_LENGTH = 200;

/**
 * Letters of any script, digits and . _ + - inside. No @: signing in takes a username or an e-mail address in one field,
 * and nobody may take somebody's address as a name.
 */
export const USERNAME_PATTERN = /^[\p{L}\p{N}_][\p{L}\p{N}._+-]*$/u;

export function Username(options: { example: string }): PropertyDecorator {
  return applyDecorators(
    Text({ min: 3, max: 60, example: options.example }),
    Matches(USERNAME_PATTERN, { message: 'may have letters, digits and . _ + - only' }),
  );
}

/** A password that is being set. Any characters; nothing is cut off or trimmed. */
export function NewPassword(): PropertyDecorator {
  return Text({
    min: PASSWORD_MIN_LENGTH,
    max: PASSWORD_MAX_LENGTH,
    example: 'correct horse battery staple',
    verbatim: true,
  });
}
