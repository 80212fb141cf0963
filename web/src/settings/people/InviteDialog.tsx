import { Radio, Stack, TextInput } from '@mantine/core';
import { FormDialog, useServerForm } from '../../common/forms/index.js';
import { useMe } from '../../session/index.js';
import { texts } from '../../texts/index.js';
import { ROLES, usePeopleActions } from './people-api.js';
import type { Role } from './people-api.js';

const labels = texts.settings.invitations;

export function InviteDialog({ onClose }: { readonly onClose: () => void }): React.ReactNode {
  const { user } = useMe();
  const { invite } = usePeopleActions();
  const server = useServerForm<{ email: string; role: Role }>({
    initialValues: { email: '', role: 'receptionist' },
    send: async (values) => {
      await invite(values);
      onClose();
    },
  });
  const roles = ROLES.filter(({ value }) => value !== 'owner' || user.role === 'owner');
  return (
    <FormDialog title={labels.invite} submit={labels.send} server={server} onClose={onClose}>
      <TextInput label={labels.email} type="email" required data-autofocus {...server.form.getInputProps('email')} />
      <Radio.Group label={labels.role} {...server.form.getInputProps('role')}>
        <Stack gap="xs" mt="xs">
          {roles.map(({ value, label }) => (
            <Radio key={value} value={value} label={label} description={texts.settings.people.roleHints[value]} />
          ))}
        </Stack>
      </Radio.Group>
    </FormDialog>
  );
}
