import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { archiveHeader } from '../../src/fleet/backups/archive/archive-header.js';
import type { ArchiveSecrets } from '../../src/fleet/backups/archive/archive-keys.js';
import type { BackupManifest } from '../../src/fleet/backups/archive/backup-manifest.js';
import { sealFrames } from '../../src/fleet/backups/archive/content-frames.js';
import { sealOf } from '../../src/fleet/backups/archive/pack-archive.js';
import type { Refusal } from '../../src/fleet/index.js';

const MAGIC_BYTES = 16;
const MAC_BYTES = 32;
const TAG_BYTES = 16;
const LAST = 0x80000000;

/** The parts of a backup file, read without the code under test. */
export class BackupParts {
  readonly manifest: BackupManifest;
  readonly contentAt: number;
  /** Each with its length. */
  readonly frames: readonly Buffer[];

  constructor(readonly file: Buffer) {
    const length = file.readUInt32BE(MAGIC_BYTES);
    this.manifest = JSON.parse(file.toString('utf8', MAGIC_BYTES + 4, MAGIC_BYTES + 4 + length)) as BackupManifest;
    this.contentAt = MAGIC_BYTES + 4 + length + MAC_BYTES;
    const frames: Buffer[] = [];
    for (let at = this.contentAt; at < file.length;) {
      const size = 4 + (file.readUInt32BE(at) % LAST);
      frames.push(file.subarray(at, at + size));
      at += size;
    }
    this.frames = frames;
  }

  get header(): Buffer {
    return this.file.subarray(0, this.contentAt);
  }

  with(frames: readonly Buffer[], header = this.header): Buffer {
    return Buffer.concat([header, ...frames]);
  }
}

export interface TamperedBackup {
  readonly what: string;
  readonly file: Buffer;
  readonly reason: Refusal;
}

export interface GivenBackups {
  /** Of the company. */
  readonly own: Buffer;
  readonly older: Buffer;
  readonly ofAnother: Buffer;
  readonly ofMaster: Buffer;
  /** The company's database, as the engine copies it. */
  readonly database: Buffer;
  readonly secrets: ArchiveSecrets;
}

/** What somebody may put in the place of a backup who can write to its folder, and has not the installation's key. */
export function withoutKey({ own, older, ofAnother, ofMaster, database, secrets }: GivenBackups): TamperedBackup[] {
  const parts = new BackupParts(own);
  const { frames, header, contentAt, manifest } = parts;
  const [first, second, ...more] = frames as [Buffer, Buffer, ...Buffer[]];
  const last = frames.at(-1)!;
  const stranger = { ...secrets, installation: randomBytes(32) };
  const unsigned = (change: Partial<BackupManifest>): Buffer => {
    const changed = archiveHeader({ ...manifest, ...change }, stranger);
    return parts.with(frames, Buffer.concat([changed.subarray(0, -MAC_BYTES), header.subarray(-MAC_BYTES)]));
  };
  const cut = (length: number): Buffer => own.subarray(0, length);
  const list: [string, Buffer, Refusal][] = [
    ['nothing', Buffer.alloc(0), 'not-a-backup'],
    ['a text', Buffer.from('A letter to the clinic, of more than twenty bytes.'), 'not-a-backup'],
    ["the company's own database", database, 'not-a-backup'],
    ['a ZIP whose entry leads out of its folder', zipSlip(), 'not-a-backup'],
    ['a gzip bomb', gzipSync(Buffer.alloc(50_000_000)), 'not-a-backup'],
    ['the first bytes only', cut(MAGIC_BYTES), 'truncated'],
    ['one cut in its manifest', cut(MAGIC_BYTES + 40), 'truncated'],
    ['one cut in its signature', cut(contentAt - 1), 'truncated'],
    ['one without content', cut(contentAt), 'truncated'],
    ['one cut in its first part', cut(contentAt + 1000), 'truncated'],
    ['one cut between two parts', parts.with(frames.slice(0, -1)), 'truncated'],
    ['one without its last byte', cut(own.length - 1), 'truncated'],
    ['a manifest with another company', unsigned({ companyId: 99 }), 'manifest-altered'],
    ['a manifest with other rows', unsigned({ rows: { doctors_doctor: 0 } }), 'manifest-altered'],
    ['a manifest with a name that leads elsewhere', unsigned({ slug: '../../etc/passwd' }), 'manifest-altered'],
    [
      'a manifest signed by another installation',
      parts.with(frames, archiveHeader(manifest, stranger)),
      'manifest-altered',
    ],
    ['a manifest without signature', changedAt(own, contentAt - 1), 'manifest-altered'],
    ['a manifest that claims to be 4 GB', longManifest(own), 'manifest-altered'],
    ["another company's whole backup", ofAnother, 'other-company'],
    ["the master database's whole backup", ofMaster, 'other-company'],
    ["another company's content", parts.with(new BackupParts(ofAnother).frames), 'damaged'],
    ["another company's manifest", parts.with(frames, new BackupParts(ofAnother).header), 'other-company'],
    ['the manifest of an older backup', parts.with(frames, new BackupParts(older).header), 'damaged'],
    ['a changed bit in the first part', changedAt(own, contentAt + 100), 'damaged'],
    ['a changed bit in the seal of a part', changedAt(own, contentAt + first.length - 1), 'damaged'],
    ['a changed bit in the last byte', changedAt(own, own.length - 1), 'damaged'],
    ['two parts in each other’s place', parts.with([second, first, ...more]), 'damaged'],
    ['a part twice', parts.with([first, first, second, ...more]), 'damaged'],
    ['a part left out', parts.with([first, ...more]), 'damaged'],
    ['the last part as an earlier one', parts.with([...frames.slice(0, -1), unmarked(last), last]), 'damaged'],
    ['an earlier part as the last one', parts.with([marked(first)]), 'damaged'],
    ['something added at the end', Buffer.concat([own, Buffer.from('more')]), 'damaged'],
    ['another backup added at the end', Buffer.concat([own, ...new BackupParts(older).frames]), 'damaged'],
    ['a part that claims to be 2 GB', parts.with([longFrame(first), second, ...more]), 'damaged'],
  ];
  return list.map(([what, file, reason]) => ({ what, file, reason }));
}

/** What not even a fault in this very program may lead to: all of it is signed and sealed as it should be. */
export async function withKey(
  { own, secrets }: GivenBackups,
  content: Buffer,
  otherEngine: string,
): Promise<TamperedBackup[]> {
  // No two copies of an encrypted database are the same, byte by byte.
  const sha256 = createHash('sha256').update(content).digest('hex');
  const manifest = { ...new BackupParts(own).manifest, sha256, contentBytes: content.length };
  const packed = async (change: Partial<BackupManifest>, data = gzipSync(content)): Promise<Buffer> => {
    const changed = { ...manifest, ...change };
    const frames: Buffer[] = [];
    for await (const frame of sealFrames(once(data), sealOf(changed, secrets))) frames.push(frame);
    return Buffer.concat([archiveHeader(changed, secrets), ...frames]);
  };
  const rows = { ...manifest.rows, doctors_doctor: 99 };
  return [
    { what: 'a bomb', file: await packed({}, gzipSync(Buffer.alloc(50_000_000))), reason: 'too-large' },
    { what: 'less than the manifest says', file: await packed({}, gzipSync(Buffer.alloc(10))), reason: 'damaged' },
    { what: 'another hash', file: await packed({ sha256: 'f'.repeat(64) }), reason: 'damaged' },
    { what: 'what cannot be unpacked', file: await packed({}, Buffer.from('no gzip')), reason: 'damaged' },
    { what: 'other rows', file: await packed({ rows }), reason: 'content-differs' },
    { what: 'another schema', file: await packed({ fingerprint: '0'.repeat(16) }), reason: 'content-differs' },
    { what: 'another engine', file: await packed({ engine: otherEngine }), reason: 'other-engine' },
    { what: 'another key', file: await packed({ encryptionKeyId: '0'.repeat(16) }), reason: 'wrong-key' },
    { what: 'a format of later days', file: await packed({ format: 2 }), reason: 'newer-format' },
  ];
}

async function* once(data: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(data);
}

function changedAt(file: Buffer, position: number): Buffer {
  const changed = Buffer.from(file);
  changed[position] = (changed[position] ?? 0) ^ 1;
  return changed;
}

function longManifest(file: Buffer): Buffer {
  const changed = Buffer.from(file);
  changed.writeUInt32BE(0xffffffff, MAGIC_BYTES);
  return changed;
}

function longFrame(frame: Buffer): Buffer {
  const changed = Buffer.from(frame);
  changed.writeUInt32BE(LAST - TAG_BYTES, 0);
  return changed;
}

function marked(frame: Buffer): Buffer {
  const changed = Buffer.from(frame);
  changed.writeUInt32BE((frame.readUInt32BE(0) | LAST) >>> 0, 0);
  return changed;
}

function unmarked(frame: Buffer): Buffer {
  const changed = Buffer.from(frame);
  changed.writeUInt32BE(frame.readUInt32BE(0) % LAST, 0);
  return changed;
}

/** As zip tools write it, uncompressed: one entry called ../../tenant_databases/tenant_evil.sqlite3. */
function zipSlip(): Buffer {
  const name = Buffer.from('../../tenant_databases/tenant_evil.sqlite3');
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  return Buffer.concat([local, name, Buffer.from('evil')]);
}
