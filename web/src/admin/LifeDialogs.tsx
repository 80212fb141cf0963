import { Checkbox, NumberInput, Text, TextInput } from '@mantine/core';
import { FormDialog, orNull, useServerForm } from '../common/forms/index.js';
import { texts } from '../texts/index.js';
import { useCompanyLife } from './life-api.js';
import type { Certificate, Clone, Company } from './life-api.js';

const labels = texts.adminLife;

interface DialogProps {
  readonly company: Company;
  readonly onClose: () => void;
}

export function RenameDialog({ company, onClose }: DialogProps): React.ReactNode {
  const { rename } = useCompanyLife(company);
  const server = useServerForm({
    initialValues: { slug: company.slug, name: company.name },
    send: (values) => rename(values).then(onClose),
  });
  const { getInputProps } = server.form;
  return (
    <FormDialog
      title={labels.renameTitle(company.name)}
      submit={labels.rename}
      server={server}
      onClose={onClose}
      size="md"
    >
      <TextInput label={labels.newName} required data-autofocus maxLength={120} {...getInputProps('name')} />
      <TextInput label={labels.slug} description={labels.slugHint} required {...getInputProps('slug')} />
      {server.isSending && <Text role="status">{labels.working}</Text>}
    </FormDialog>
  );
}

interface CloneDialogProps extends DialogProps {
  readonly onCloned: (clone: Clone) => void;
}

export function CloneDialog({ company, onClose, onCloned }: CloneDialogProps): React.ReactNode {
  const { clone } = useCompanyLife(company);
  const server = useServerForm<{ slug: string; name: string; anonymize: boolean; expiresInDays: number | '' }>({
    initialValues: { slug: `${company.slug}-copy`, name: '', anonymize: true, expiresInDays: '' },
    send: async ({ slug, anonymize, ...values }) => {
      const name = orNull(values.name);
      const days = values.expiresInDays === '' ? {} : { expiresInDays: values.expiresInDays };
      onCloned(await clone({ slug, anonymize, ...(name !== null && { name }), ...days }));
    },
  });
  const { getInputProps } = server.form;
  return (
    <FormDialog title={labels.cloneTitle(company.name)} submit={labels.clone} server={server} onClose={onClose}>
      <TextInput label={labels.slug} description={labels.slugHint} required data-autofocus {...getInputProps('slug')} />
      <TextInput label={labels.newName} maxLength={120} {...getInputProps('name')} />
      <NumberInput
        label={labels.expiresInDays}
        description={labels.expiresHint}
        min={1}
        max={3650}
        allowDecimal={false}
        {...getInputProps('expiresInDays')}
      />
      <Checkbox label={labels.anonymize} {...getInputProps('anonymize', { type: 'checkbox' })} />
      {server.isSending && <Text role="status">{labels.working}</Text>}
    </FormDialog>
  );
}

export function DeleteDialog({ company, onClose }: DialogProps): React.ReactNode {
  const { remove } = useCompanyLife(company);
  const server = useServerForm({ initialValues: {}, send: () => remove().then(onClose) });
  return (
    <FormDialog
      title={labels.deleteTitle(company.name)}
      submit={labels.delete}
      server={server}
      onClose={onClose}
      size="md"
      isDangerous
    >
      <Text>{labels.deleteText}</Text>
    </FormDialog>
  );
}

export function UndeleteDialog({ company, onClose }: DialogProps): React.ReactNode {
  const { keep } = useCompanyLife(company);
  const server = useServerForm({ initialValues: {}, send: () => keep().then(onClose) });
  return (
    <FormDialog title={labels.undelete} submit={labels.undelete} server={server} onClose={onClose} size="md">
      <Text>{labels.undeleteText}</Text>
    </FormDialog>
  );
}

interface EraseDialogProps extends DialogProps {
  readonly onErased: (certificate: Certificate) => void;
}

/** Nothing takes it back, so its slug is asked for, which no stray key types. */
export function EraseDialog({ company, onClose, onErased }: EraseDialogProps): React.ReactNode {
  const { erase } = useCompanyLife(company);
  const server = useServerForm({
    initialValues: { slug: '' },
    send: async () => onErased(await erase()),
    validate: ({ slug }) => (slug.trim() === company.slug ? {} : { slug: labels.mismatch }),
  });
  return (
    <FormDialog
      title={labels.eraseTitle(company.name)}
      submit={labels.erase}
      server={server}
      onClose={onClose}
      isDangerous
    >
      <Text>{labels.eraseText}</Text>
      <TextInput
        label={labels.confirmSlug(company.slug)}
        required
        data-autofocus
        autoComplete="off"
        {...server.form.getInputProps('slug')}
      />
      {server.isSending && <Text role="status">{labels.working}</Text>}
    </FormDialog>
  );
}
