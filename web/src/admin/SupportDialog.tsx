import { Checkbox, NumberInput, Select, Textarea } from '@mantine/core';
import type { Schemas } from '../api/index.js';
import { FormDialog, useServerForm } from '../common/forms/index.js';
import { texts } from '../texts/index.js';
import type { Company } from './life-api.js';
import { useOwnAccesses } from './support-api.js';

const labels = texts.adminSupport;
const ROLES = (['receptionist', 'doctor', 'admin'] as const).map((value) => ({
  value,
  label: texts.settings.people.roles[value] ?? value,
}));

interface SupportDialogProps {
  readonly company: Company;
  readonly onClose: () => void;
}

/** Asks for access to a company: why, for how long, and to do what. */
export function SupportDialog({ company, onClose }: SupportDialogProps): React.ReactNode {
  const { ask } = useOwnAccesses(company.id);
  const server = useServerForm<Required<Schemas['RequestSupportAccess']>>({
    initialValues: { reason: '', minutes: 60, role: 'receptionist', canWrite: false },
    send: (values) => ask({ ...values, minutes: Number(values.minutes) }).then(onClose),
  });
  const { getInputProps } = server.form;
  return (
    <FormDialog title={labels.askTitle(company.name)} submit={labels.submit} server={server} onClose={onClose}>
      <Textarea
        label={labels.reason}
        description={labels.reasonHint}
        required
        data-autofocus
        maxLength={500}
        autosize
        minRows={2}
        {...getInputProps('reason')}
      />
      <NumberInput
        label={labels.minutes}
        description={labels.minutesHint}
        required
        min={1}
        max={1440}
        allowDecimal={false}
        {...getInputProps('minutes')}
      />
      <Select label={labels.role} data={ROLES} allowDeselect={false} {...getInputProps('role')} />
      <Checkbox label={labels.canWrite} {...getInputProps('canWrite', { type: 'checkbox' })} />
    </FormDialog>
  );
}
