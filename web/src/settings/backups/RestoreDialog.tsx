import { Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { showDone } from '../../common/feedback/index.js';
import { FormDialog, useServerForm } from '../../common/forms/index.js';
import { useMe } from '../../session/index.js';
import { texts } from '../../texts/index.js';
import { restoreBackup } from './backups-api.js';
import type { Backup } from './backups-api.js';

const labels = texts.backup;

interface RestoreDialogProps {
  readonly backup: Backup;
  /** The moment that it is of, to be read. */
  readonly from: string;
  readonly onClose: () => void;
}

/** Everything is put back; whoever wants that types what they know, so that no stray key does it. */
export function RestoreDialog({ backup, from, onClose }: RestoreDialogProps): React.ReactNode {
  const name = useMe().company?.name ?? '';
  const queries = useQueryClient();
  const navigate = useNavigate();
  const server = useServerForm({
    initialValues: { name: '' },
    send: async () => {
      const { savedAs } = await restoreBackup(backup.id);
      onClose();
      showDone(savedAs === null ? labels.restoredUnsaved(from) : labels.restored(from));
      await navigate({ to: '/settings/backups/' });
      await queries.invalidateQueries();
    },
    validate: (values) => (values.name.trim() === name ? {} : { name: labels.mismatch }),
  });
  return (
    <FormDialog title={labels.restoreTitle(from)} submit={labels.restore} server={server} onClose={onClose} isDangerous>
      <Text>{labels.restoreText}</Text>
      <TextInput
        label={labels.restoreConfirm(name)}
        required
        data-autofocus
        autoComplete="off"
        {...server.form.getInputProps('name')}
      />
    </FormDialog>
  );
}
