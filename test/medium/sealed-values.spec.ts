/** @engine none: what earlier versions have sealed is in databases and backups of either engine. */
import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { AuditKeyring } from '../../src/audit/index.js';
import { seal, unseal } from '../../src/common/index.js';
import { CellCipher } from '../../src/database/index.js';
import { openSecret, sealSecret } from '../../src/database/roles/sealed-secret.js';
import { EncryptingSeal } from '../../src/fleet/backups/archive/frame-seal.js';

const BYTES = Buffer.alloc(32, 1);
const KEY = createSecretKey(BYTES);
const LAST_FRAME = { index: 5, isLast: true };
const EMAIL = { table: 'patients_patient', column: 'email' };
const NOTES = { table: 'patients_patient', column: 'notes' };
const cells = (): CellCipher => new CellCipher({ companyId: 7, keys: [{ number: 3, key: BYTES }] });
const frames = new EncryptingSeal(BYTES);
const audit = new AuditKeyring(Buffer.alloc(32, 1)).of(7);

/** What was sealed before all of it was encrypted by one piece (common/aes-gcm.ts), and how each is opened. */
const BEFORE: readonly [what: string, sealed: string, open: (sealed: string) => unknown, text: unknown][] = [
  [
    'a value for its holder',
    'nTCPfmC3zynQiVUDbamXjy9VEc2_StSLxAh7uKfJlk4P-G7W4CNAPNl42Rmsw7NTCbhOLWQ',
    (sealed) => unseal(sealed, KEY, 'place 1'),
    { refreshToken: 'écrit' },
  ],
  [
    'a column that is sought',
    '\u00013.61ab7cd1e28fe1a874d30f94538db4dd.YFm5ForjmZAAKmFLieuYtxZ8MoolnyMzLU0vu1QbrzjxiwiMJyjdm5P/I6k=',
    (sealed) => cells().open(EMAIL, sealed),
    'Rosa@example.com',
  ],
  [
    'a column',
    '\u00013..41jcYHRd8VYliFek2NRQdbabN2itZ7OUVvTmD3ofS1MkUfP9igTUoukZfOh/70xZDIA8rmH6yln8',
    (sealed) => cells().open(NOTES, sealed),
    'Allergique à la pénicilline',
  ],
  [
    'the password of a role',
    'hKnU6vbn-c42LVNl1I2yI2Bq77l7cH2hz89XAtoL9jYBdrT3rKk',
    (sealed) => openSecret(KEY, 'medadmin_c7', sealed),
    'a password',
  ],
  [
    'a frame of a backup',
    'xFEfHTm8HoO1ffJ3iR2iUeNllA1Ezmo=',
    (sealed) => frames.open(LAST_FRAME, Buffer.from(sealed, 'base64')).toString(),
    'a frame',
  ],
  [
    'values in the audit log',
    'vaf1t8m0A5DILVC3qViRFbJrGclSY2Euo3pOcPp8zbVebJy_KYtp0aqsIZ1xnMr9BZTr0wPR',
    (sealed) => audit.reveal(sealed),
    { notes: [null, 'written'] },
  ],
];

/** The same text with another character in its middle, of the alphabet that it is written in. */
function changed(sealed: string): string {
  const middle = Math.floor(sealed.length / 2);
  return sealed.slice(0, middle) + (sealed[middle] === 'A' ? 'B' : 'A') + sealed.slice(middle + 1);
}

function outcome(open: () => unknown): unknown {
  try {
    return open();
  } catch {
    return undefined;
  }
}

describe('What earlier versions have sealed', () => {
  it.each(BEFORE)('opens as it was: %s; control: with one other character it does not', (_what, sealed, open, text) => {
    expect(open(sealed)).toEqual(text);
    expect(outcome(() => open(changed(sealed)))).toBeUndefined();
  });

  it('is sealed in the same shape now', () => {
    const now = [
      seal({ refreshToken: 'écrit' }, KEY, 'place 1'),
      cells().seal(EMAIL, 'Rosa@example.com', true),
      cells().seal(NOTES, 'Allergique à la pénicilline'),
      sealSecret(KEY, 'medadmin_c7', 'a password'),
    ];
    expect(now.map((sealed) => sealed.length)).toEqual(BEFORE.slice(0, now.length).map(([, sealed]) => sealed.length));
    // Without a random nonce, it is the very same.
    const frame = Buffer.concat(frames.seal(LAST_FRAME, Buffer.from('a frame'))).toString('base64');
    expect(frame).toBe(BEFORE[4]![1]);
  });
});
