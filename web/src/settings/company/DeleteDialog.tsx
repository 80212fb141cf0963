import { Text, TextInput } from '@mantine/core';
import { FormDialog, PasswordField, useServerForm } from '../../common/forms/index.js';
import { useMe } from '../../session/index.js';
import { texts } from '../../texts/index.js';
import { useDeletion } from './deletion-api.js';

const labels = texts.settings.deletion;

/** Asks for the clinic's name, which no stray key types, and the password, which nobody else knows. */
export function DeleteDialog({ onClose }: { readonly onClose: () => void }): React.ReactNode {
  const name = useMe().company?.name ?? '';
  const { remove } = useDeletion();
  const server = useServerForm({
    initialValues: { name: '', password: '' },
    send: async ({ password }) => {
      await remove(password);
      onClose();
    },
    validate: (values) => (values.name.trim() === name ? {} : { name: labels.mismatch }),
  });
  const { getInputProps } = server.form;
  return (
    <FormDialog title={labels.confirmTitle(name)} submit={labels.delete} server={server} onClose={onClose} isDangerous>
      <Text>{labels.text}</Text>
      <TextInput label={labels.name(name)} required data-autofocus autoComplete="off" {...getInputProps('name')} />
      <PasswordField label={labels.password} required autoComplete="current-password" {...getInputProps('password')} />
    </FormDialog>
  );
}
