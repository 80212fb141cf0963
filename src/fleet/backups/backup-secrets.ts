import { Injectable } from '@nestjs/common';
import { keptSecret, knownSecret, Settings } from '../../config/index.js';
import type { Secret } from '../../config/index.js';
import type { ArchiveSecrets } from './archive/archive-keys.js';
import { BackupKeyMissingError } from './backups.errors.js';

const FILE = '.backup-key';

/** What this installation makes and reads backups with. The key is made with the first backup, and kept in DATA_DIR. */
@Injectable()
export class BackupSecrets {
  private known: ArchiveSecrets | undefined;

  constructor(private readonly settings: Settings) {}

  /** The same where there must have been backups before. @throws BackupKeyMissingError. */
  existing(): ArchiveSecrets {
    if (knownSecret(this.settings.dataDir, FILE) === undefined) throw new BackupKeyMissingError();
    return this.get();
  }

  /** @throws SettingsError when others may read the file of the key. */
  get(): ArchiveSecrets {
    const { dataDir, tenantEncryptionKey, tenantEncryptionKeyPrevious } = this.settings;
    this.known ??= {
      installation: Buffer.from(keptSecret(dataDir, FILE), 'utf8'),
      encryption: bytesOf(tenantEncryptionKey),
      formerEncryption: bytesOf(tenantEncryptionKeyPrevious),
    };
    return this.known;
  }
}

function bytesOf(key: Secret | undefined): Buffer | null {
  return key?.bytes('base64') ?? null;
}
