import type { KeyObject } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../common/index.js';
import { UnauthenticatedError } from './tenancy.errors.js';

const ISSUER = 'medadmin';
const AUDIENCE = 'medadmin-api';
const TOKEN_TYPE = 'at+jwt';
const LONGEST_TOKEN = 2048;
/** Clocks of several machines may differ by this much, in seconds. */
const CLOCK_TOLERANCE_S = 30;
/** Verified tokens remembered, a few hundred bytes each. */
const TOKENS_KEPT = 10_000;

/** What an access token says. Role and rights are not in it: they are looked up, so that a change acts at once. */
export interface AccessClaims {
  readonly userId: number;
  /** The company that the bearer works in; null for a superuser. */
  readonly companyId: number | null;
  readonly sessionId: string;
  /** The support access under which a superuser works in the company. */
  readonly supportAccessId?: number;
}

interface Verified {
  readonly claims: AccessClaims;
  /** In seconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Issues and verifies access tokens: JWT, HS256 only, with issuer, audience, type and expiry checked. The key is a
 * KeyObject because jsonwebtoken takes fifty times as long with a string.
 *
 * A token that was verified stays right until it expires, so what it says is remembered; whether its session still
 * stands is asked elsewhere, and more often.
 */
export class AccessTokens {
  private readonly jwt = new JwtService();
  private readonly verified = new LRUCache<string, Verified>({ max: TOKENS_KEPT });

  /** @param ttlSeconds life of an access token in seconds. */
  constructor(
    private readonly key: KeyObject,
    private readonly clock: Clock,
    readonly ttlSeconds: number,
  ) {}

  issue(claims: AccessClaims): string {
    const issuedAt = this.nowSeconds();
    const { companyId, sessionId, supportAccessId } = claims;
    const support = supportAccessId === undefined ? {} : { sup: supportAccessId };
    const payload = { cid: companyId, sid: sessionId, ...support, iat: issuedAt, exp: issuedAt + this.ttlSeconds };
    return this.jwt.sign(payload, {
      // The types leave out KeyObject, which jsonwebtoken takes and this class relies on.
      secret: this.key as unknown as string,
      algorithm: 'HS256',
      header: { alg: 'HS256', typ: TOKEN_TYPE },
      subject: String(claims.userId),
      issuer: ISSUER,
      audience: AUDIENCE,
    });
  }

  /** @throws UnauthenticatedError for a token that this service did not issue just so, or that has expired. */
  verify(token: string): AccessClaims {
    const known = this.verified.get(token);
    if (known !== undefined && this.nowSeconds() < known.expiresAt) return known.claims;
    const verified = this.check(token);
    this.verified.set(token, verified);
    return verified.claims;
  }

  private check(token: string): Verified {
    if (token.length > LONGEST_TOKEN) throw new UnauthenticatedError('The access token is not valid.');
    try {
      const { header, payload } = this.jwt.verify<{ header: object; payload: Record<string, unknown> }>(token, {
        secret: this.key as unknown as string,
        algorithms: ['HS256'],
        issuer: ISSUER,
        audience: AUDIENCE,
        clockTimestamp: this.nowSeconds(),
        complete: true,
      });
      assertHeader(header);
      return { claims: claimsOf(payload, this.nowSeconds()), expiresAt: payload.exp as number };
    } catch (error) {
      throw new UnauthenticatedError('The access token is not valid or has expired.', error);
    }
  }

  private nowSeconds(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }
}

function claimsOf(payload: Record<string, unknown>, nowSeconds: number): AccessClaims {
  const { sub, cid, sid, sup, iat, exp, aud } = payload;
  const isComplete =
    typeof sub === 'string' &&
    /^[1-9]\d{0,15}$/.test(sub) &&
    (cid === null || (Number.isSafeInteger(cid) && (cid as number) > 0)) &&
    typeof sid === 'string' &&
    (sup === undefined || (Number.isSafeInteger(sup) && (sup as number) > 0 && cid !== null)) &&
    typeof aud === 'string' &&
    Number.isSafeInteger(iat) &&
    Number.isSafeInteger(exp) &&
    (iat as number) <= nowSeconds + CLOCK_TOLERANCE_S;
  if (!isComplete) throw new Error('claims');
  const claims = { userId: Number(sub), companyId: cid as number | null, sessionId: sid };
  return sup === undefined ? claims : { ...claims, supportAccessId: sup as number };
}

/** Only what we write: no kid, jku, x5c or crit that some library might one day act upon. */
function assertHeader(header: object): void {
  const { alg, typ, ...others } = header as Record<string, unknown>;
  if (alg !== 'HS256' || typ !== TOKEN_TYPE || Object.keys(others).length > 0) throw new Error('header');
}
