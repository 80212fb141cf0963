import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { RequestCompany } from '../common/index.js';
import { AccessTokens } from './access-tokens.js';
import type { AccessClaims } from './access-tokens.js';
import { SessionCookies } from './session-cookies.js';
import { NoCompanyError, UnauthenticatedError } from './tenancy.errors.js';
import { TenantPool } from './tenant-pool.js';
import type { TenantSlot } from './tenant-slot.js';

const ACCESS = Symbol('medadmin.access');

type Access = { readonly claims: AccessClaims } | { readonly refusal: Error };
type RequestWithAccess = Request & { [ACCESS]?: Access };

/**
 * Which company a request may work in: the one that its verified token names, and nothing else in the request, be it
 * header, host, path or body, has a say. The token is verified once per request. It comes in the Authorization header or,
 * only without one, in the cookie of our own pages.
 */
@Injectable()
export class RequestAccess extends RequestCompany {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly pool: TenantPool,
    private readonly cookies: SessionCookies,
  ) {
    super();
  }

  override companyOf(request: Request): number | undefined {
    // Who does not say who they are costs no look at what they did not bring.
    if (request.headers.authorization === undefined && request.headers.cookie === undefined) return undefined;
    const access = this.accessOf(request);
    return 'claims' in access ? (access.claims.companyId ?? undefined) : undefined;
  }

  /** @throws UnauthenticatedError */
  claims(request: Request): AccessClaims {
    const access = this.accessOf(request);
    if ('refusal' in access) throw access.refusal;
    return access.claims;
  }

  /** Takes hold of the slot of the request's company. @throws UnauthenticatedError, NoCompanyError. */
  holdTenant(request: Request): TenantSlot {
    const { companyId } = this.claims(request);
    if (companyId === null) throw new NoCompanyError();
    return this.pool.hold(companyId);
  }

  /** To be awaited, when it is not undefined, before the request's company is held. */
  settled(request: Request): Promise<void> | undefined {
    const access = this.accessOf(request);
    return 'claims' in access && access.claims.companyId !== null
      ? this.pool.settled(access.claims.companyId)
      : undefined;
  }

  /** The slot of the request's company if somebody opened it already; nobody holds it by this. */
  knownTenant(request: Request): TenantSlot | undefined {
    const access = this.accessOf(request);
    return 'claims' in access && access.claims.companyId !== null
      ? this.pool.known(access.claims.companyId)
      : undefined;
  }

  release(slot: TenantSlot): void {
    this.pool.release(slot);
  }

  private accessOf(request: RequestWithAccess): Access {
    request[ACCESS] ??= this.readAccess(request);
    return request[ACCESS];
  }

  private readAccess(request: Request): Access {
    try {
      const { authorization } = request.headers;
      return {
        claims: authorization === undefined ? this.ofCookie(request) : this.tokens.verify(bearerToken(authorization)),
      };
    } catch (error) {
      return { refusal: error as Error };
    }
  }

  private ofCookie(request: Request): AccessClaims {
    const token = this.cookies.accessToken(request);
    if (token === undefined) throw new UnauthenticatedError();
    const claims = this.tokens.verify(token);
    this.cookies.assertOwnPage(request, claims.sessionId);
    return claims;
  }
}

function bearerToken(header: string): string {
  const token = /^Bearer ([A-Za-z0-9_.-]+)$/i.exec(header)?.[1];
  if (token === undefined) throw new UnauthenticatedError('The Authorization header is not a bearer token.');
  return token;
}
