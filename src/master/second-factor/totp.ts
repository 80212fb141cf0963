import type * as Otplib from 'otplib';

/** RFC 6238 with what every authenticator app knows: SHA-1, six digits, a new code every 30 seconds. */
const STEP_SECONDS = 30;
const SECRET_BYTES = 20;

export const TOTP_CODE = /^\d{6}$/;

/** A new shared secret, in base32. */
export async function newTotpSecret(): Promise<string> {
  return (await otplib()).generateSecret({ length: SECRET_BYTES });
}

/** What an authenticator app reads from a QR code. */
export async function totpUri(secret: string, username: string, issuer: string): Promise<string> {
  return (await otplib()).generateURI({ issuer, label: username, secret, period: STEP_SECONDS, digits: 6 });
}

/**
 * The number of the time step whose code this is: the present one, the one before or after it.
 * @param afterStep older steps, and this one, do not count: their codes were used.
 * @returns undefined for any other code.
 */
export async function totpStep(
  secret: string,
  code: string,
  now: Date,
  afterStep: number,
): Promise<number | undefined> {
  const epoch = Math.floor(now.getTime() / 1000);
  // The library refuses a last step beyond those that it would look at.
  if (afterStep > Math.floor(epoch / STEP_SECONDS)) return undefined;
  const { verify } = await otplib();
  const result = await verify({
    secret,
    token: code,
    epoch,
    period: STEP_SECONDS,
    epochTolerance: STEP_SECONDS,
    afterTimeStep: Math.max(afterStep, 0),
  });
  return result.valid && 'timeStep' in result ? result.timeStep : undefined;
}

/** Loaded by the first who needs it. */
function otplib(): Promise<typeof Otplib> {
  return import('otplib');
}
