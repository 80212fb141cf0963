import { Command } from 'nest-commander';
import { KeyRotation } from '../../common/index.js';
import { EncryptionOffError, DatabaseKeys } from '../../database/index.js';
import { Application } from '../application.js';
import { ReportingCommand } from '../medadmin-command.js';
import type { JsonOption } from '../medadmin-command.js';
import { Output } from '../output.js';

@Command({
  name: 'rotate-keys',
  description:
    'encrypt with TENANT_ENCRYPTION_KEY what is encrypted with TENANT_ENCRYPTION_KEY_PREVIOUS, which is of no use afterwards',
})
export class RotateKeysCommand extends ReportingCommand {
  constructor(
    private readonly application: Application,
    private readonly output: Output,
  ) {
    super();
  }

  override async run(_arguments: string[], options: JsonOption): Promise<void> {
    const rotation = await this.application.get(KeyRotation);
    if (!(await this.application.get(DatabaseKeys)).isOn) throw new EncryptionOffError();
    const rotated: Record<string, number> = {};
    for (const [what, rotate] of rotation.list()) {
      rotated[what] = await rotate();
      if (!options.json) this.output.line(`${rotated[what]} ${what}`);
    }
    if (options.json) this.output.json({ rotated });
  }
}
