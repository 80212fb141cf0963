import { IsInt, Max, Min, ValidatorConstraint } from 'class-validator';
import type { ValidationArguments, ValidatorConstraintInterface } from 'class-validator';
import { Secret } from './secret.js';

/** A whole number, both bounds allowed. */
export function IsWholeBetween(min: number, max: number): PropertyDecorator {
  return (target, property) => {
    for (const decorate of [IsInt(), Min(min), Max(max)]) decorate(target, property);
  };
}

/** A list of http(s) origins: scheme, host, perhaps port, nothing else. */
@ValidatorConstraint({ name: 'areOrigins' })
export class AreOrigins implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return Array.isArray(value) && value.every((entry) => typeof entry === 'string' && isOrigin(entry));
  }

  defaultMessage(): string {
    return 'must be a list of origins such as https://app.example.com';
  }
}

/** A secret of at least so many bytes. */
@ValidatorConstraint({ name: 'hasEnoughBytes' })
export class HasEnoughBytes implements ValidatorConstraintInterface {
  validate(value: unknown, { constraints }: ValidationArguments): boolean {
    return value instanceof Secret && value.bytes().length >= Number(constraints[0]);
  }

  defaultMessage({ constraints }: ValidationArguments): string {
    return `must have at least ${String(constraints[0])} bytes`;
  }
}

/** Base64 of 32 bytes. */
@ValidatorConstraint({ name: 'isEncryptionKey' })
export class IsEncryptionKey implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    if (!(value instanceof Secret)) return false;
    const bytes = value.bytes('base64');
    return bytes.length === 32 && bytes.toString('base64') === value.bytes().toString();
  }

  defaultMessage(): string {
    return 'must be base64 of 32 bytes, as `openssl rand -base64 32` writes it';
  }
}

/** Where mails are handed over: smtp or smtps, a host, perhaps user, password and port. */
@ValidatorConstraint({ name: 'isMailUrl' })
export class IsMailUrl implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
    return url !== undefined && ['smtp:', 'smtps:'].includes(url.protocol) && url.hostname !== '';
  }

  defaultMessage(): string {
    return 'must be a URL such as smtps://user:password@mail.example.com:465';
  }
}

/** One address, as a mail's header has it; no line breaks, no list. */
@ValidatorConstraint({ name: 'isSender' })
export class IsSender implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return (
      typeof value === 'string' &&
      /^([^<>@,;:"\r\n]+ <[^<>@,;:"\s]+@[^<>@,;:"\s]+>|[^<>@,;:"\s]+@[^<>@,;:"\s]+)$/.test(value)
    );
  }

  defaultMessage(): string {
    return 'must be an address such as clinic@example.com or Clinic <clinic@example.com>';
  }
}

function isOrigin(text: string): boolean {
  try {
    const url = new URL(text);
    return (url.protocol === 'https:' || url.protocol === 'http:') && url.origin === text;
  } catch {
    return false;
  }
}
