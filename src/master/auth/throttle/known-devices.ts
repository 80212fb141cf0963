import { createHmac, createSecretKey, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Clock, cookieOf, seal, setCookie, unseal } from '../../../common/index.js';
import { Settings, signingKey } from '../../../config/index.js';
import { SessionCookies } from '../../../tenancy/index.js';

const LIFE_SECONDS = 180 * 86_400;
const HEADER = 'X-Device-Token';
const LONGEST_TOKEN = 400;

interface DeviceToken {
  readonly device: string;
  readonly userId: number;
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Devices that somebody signed in on before. Each keeps a token, in a cookie or as its program likes, which lets nobody in:
 * its holder has tries to sign in of their own, so that strangers cannot use them up.
 */
@Injectable()
export class KnownDevices {
  private readonly key: KeyObject;
  private readonly cookie: string;
  private readonly isSecure: boolean;

  constructor(
    private readonly clock: Clock,
    settings: Settings,
    cookies: SessionCookies,
  ) {
    this.key = createSecretKey(createHmac('sha256', signingKey(settings)).update('known-devices').digest());
    this.isSecure = cookies.isSecure;
    this.cookie = `${cookies.isSecure ? '__Host-' : ''}medadmin-device`;
  }

  /** Number of the request's device, if this user signed in on it before. */
  deviceOf(request: Request, userId: number | undefined): string | undefined {
    const token = this.tokenOf(request);
    return token?.userId === userId ? token?.device : undefined;
  }

  /** Gives the device on which a user has just signed in a token, unless it has one of theirs. */
  remember(request: Request, response: Response, userId: number, inCookie: boolean): void {
    if (this.deviceOf(request, userId) !== undefined) return;
    const expiresAt = this.clock.now().getTime() + LIFE_SECONDS * 1000;
    const token = seal({ device: randomUUID(), userId, expiresAt } satisfies DeviceToken, this.key);
    if (!inCookie) response.setHeader(HEADER, token);
    else {
      const options = { maxAgeSeconds: LIFE_SECONDS, isSecure: this.isSecure };
      response.append('Set-Cookie', setCookie(this.cookie, token, options));
    }
  }

  private tokenOf(request: Request): DeviceToken | undefined {
    const given = request.get(HEADER) ?? cookieOf(request, this.cookie);
    if (given === undefined || given.length > LONGEST_TOKEN) return undefined;
    const token = unseal<DeviceToken>(given, this.key);
    return token !== undefined && this.clock.now().getTime() < token.expiresAt ? token : undefined;
  }
}
