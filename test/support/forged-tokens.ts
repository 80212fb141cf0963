import { createHmac, generateKeyPairSync, sign } from 'node:crypto';

type Json = Record<string, unknown>;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string): Json => JSON.parse(Buffer.from(part, 'base64url').toString()) as Json;

function hs256(signingInput: string, secret: string | Buffer, hash = 'sha256'): string {
  return createHmac(hash, secret).update(signingInput).digest('base64url');
}

/** Ways to make a token that looks like `genuine`, by people who do not have the key. Name → token. */
export function forgedTokens(genuine: string, otherCompanyId: number): Record<string, string> {
  const [header = '', payload = '', signature = ''] = genuine.split('.');
  const claims = decode(payload);
  const evil = { ...claims, cid: otherCompanyId };
  const unsigned = (head: Json, body: Json = evil): string => `${encode(head)}.${encode(body)}`;
  const signed = (head: Json, body: Json, secret: string | Buffer = 'secret'): string =>
    `${unsigned(head, body)}.${hs256(unsigned(head, body), secret)}`;
  const jws = { alg: 'HS256', typ: 'at+jwt' };
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const rs256 = unsigned({ ...jws, alg: 'RS256' });
  const es256 = unsigned({ ...jws, alg: 'ES256' });
  const publicPem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  return {
    'alg none': `${unsigned({ ...jws, alg: 'none' })}.`,
    'alg None': `${unsigned({ ...jws, alg: 'None' })}.`,
    'alg nOnE with a signature': `${unsigned({ ...jws, alg: 'nOnE' })}.${signature}`,
    'no alg': `${unsigned({ typ: 'at+jwt' })}.${signature}`,
    'empty signature': `${header}.${payload}.`,
    'no signature part': `${header}.${payload}`,
    'other company under the old signature': `${header}.${encode(evil)}.${signature}`,
    'other user under the old signature': `${header}.${encode({ ...claims, sub: '1' })}.${signature}`,
    'weak secret "secret"': signed(jws, evil),
    'empty secret': signed(jws, evil, ''),
    'secret "medadmin"': signed(jws, evil, 'medadmin'),
    'secret of zeros': signed(jws, evil, Buffer.alloc(32)),
    'HS512 with a weak secret': `${unsigned({ ...jws, alg: 'HS512' })}.${hs256(unsigned({ ...jws, alg: 'HS512' }), 'secret', 'sha512')}`,
    'RS256 with a key of one’s own': `${rs256}.${sign('sha256', Buffer.from(rs256), rsa.privateKey).toString('base64url')}`,
    'HS256 with a public key as the secret': signed(jws, evil, publicPem),
    'ES256 with r = s = 0': `${es256}.${Buffer.alloc(64).toString('base64url')}`,
    'embedded jwk': signed({ ...jws, jwk: { kty: 'oct', k: 'c2VjcmV0' } }, evil),
    jku: signed({ ...jws, jku: 'http://127.0.0.1:1/keys' }, evil),
    x5u: signed({ ...jws, x5u: 'http://127.0.0.1:1/cert' }, evil),
    'kid is a path': signed({ ...jws, kid: '../../../dev/null' }, evil, ''),
    'kid is SQL': signed({ ...jws, kid: "' UNION SELECT 'secret" }, evil),
    'unknown crit': signed({ ...jws, crit: ['exp'] }, evil),
    'never expires': signed(jws, { ...evil, exp: 99_999_999_999 }),
    'no expiry': signed(jws, { sub: claims.sub, cid: otherCompanyId }),
    'last character of the signature changed': genuine.slice(0, -2) + (genuine.endsWith('AA') ? 'BB' : 'AA'),
    'signature with padding': `${genuine}=`,
    'signature repeated': `${genuine}.${signature}`,
    'five parts like a JWE': `${header}.${payload}.${signature}.${signature}.${signature}`,
    'payload is not JSON': `${header}.${Buffer.from('{"sub":').toString('base64url')}.${signature}`,
    'payload is an array': `${header}.${encode([claims])}.${signature}`,
    'empty parts': '..',
    'a word': 'admin',
    'a very long token': `${header}.${encode({ ...evil, pad: 'x'.repeat(6_000) })}.${signature}`,
  };
}

/** Tokens made with the right key by somebody careless; each must be refused for what it says. Name → token. */
export function misusedTokens(genuine: string, secret: string, nowSeconds: number): Record<string, string> {
  const [, payload = ''] = genuine.split('.');
  const claims = decode(payload);
  const make = (changes: Json, head: Json = { alg: 'HS256', typ: 'at+jwt' }): string => {
    const body = Object.fromEntries(
      Object.entries({ ...claims, ...changes }).filter(([, value]) => value !== undefined),
    );
    const input = `${encode(head)}.${encode(body)}`;
    return `${input}.${hs256(input, secret)}`;
  };
  return {
    'expired a second ago': make({ iat: nowSeconds - 1000, exp: nowSeconds - 1 }),
    'not valid yet': make({ nbf: nowSeconds + 3600 }),
    'issued in the future': make({ iat: nowSeconds + 3600, exp: nowSeconds + 7200 }),
    'without expiry': make({ exp: undefined }),
    'without subject': make({ sub: undefined }),
    'without company': make({ cid: undefined }),
    'without session': make({ sid: undefined }),
    'other issuer': make({ iss: 'somebody-else' }),
    'other audience': make({ aud: 'another-api' }),
    'several audiences': make({ aud: ['medadmin-api', 'another-api'] }),
    'company as text': make({ cid: '1 OR 1=1' }),
    'company as a fraction': make({ cid: 1.5 }),
    'company as a path': make({ cid: '../../db' }),
    'subject as a number': make({ sub: 1 }),
    'unknown session': make({ sid: '00000000-0000-4000-8000-000000000000' }),
    'plain JWT type': make({}, { alg: 'HS256', typ: 'JWT' }),
    'no type': make({}, { alg: 'HS256' }),
    'with a key id': make({}, { alg: 'HS256', typ: 'at+jwt', kid: '1' }),
  };
}
