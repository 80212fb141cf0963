import { Fieldset, NumberInput, SimpleGrid, Switch, TextInput } from '@mantine/core';
import { FormDialog, useServerForm } from '../common/forms/index.js';
import { texts } from '../texts/index.js';
import { usePlanActions } from './plans-api.js';
import type { ManagedPlan } from './plans-api.js';

const labels = texts.admin;
const CENTS = 100;
const GIGABYTE = 1024 ** 3;

interface PlanDialogProps {
  /** Absent: a new one. */
  readonly plan?: ManagedPlan | undefined;
  readonly onClose: () => void;
}

export function PlanDialog({ plan, onClose }: PlanDialogProps): React.ReactNode {
  const server = usePlanForm(plan, onClose);
  const { getInputProps } = server.form;
  return (
    <FormDialog
      title={plan ? labels.editPlan : labels.addPlan}
      submit={texts.general.save}
      server={server}
      onClose={onClose}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput label={labels.name} required data-autofocus {...getInputProps('name')} />
        <TextInput
          label={labels.code}
          description={labels.codeHint}
          required
          disabled={Boolean(plan)}
          {...getInputProps('code')}
        />
        <NumberInput label={labels.monthly} min={0} decimalScale={2} required {...getInputProps('priceMonthlyCents')} />
        <NumberInput label={labels.yearly} min={0} decimalScale={2} required {...getInputProps('priceYearlyCents')} />
        <TextInput label={labels.currency} maxLength={3} required {...getInputProps('currency')} />
        <NumberInput label={labels.order} required {...getInputProps('sortOrder')} />
      </SimpleGrid>
      <Fieldset legend={`${labels.limits}. ${labels.limitHint}`}>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <NumberInput label={texts.resourceTitles.doctors} min={0} {...getInputProps('doctors')} />
          <NumberInput label={texts.resourceTitles.patients} min={0} {...getInputProps('patients')} />
          <NumberInput label={labels.people} min={0} {...getInputProps('users')} />
          <NumberInput label={labels.storageGb} min={0} {...getInputProps('storageGb')} />
        </SimpleGrid>
      </Fieldset>
      <Switch label={labels.isPublic} {...getInputProps('isPublic', { type: 'checkbox' })} />
    </FormDialog>
  );
}

type Amount = number | '';
interface PlanValues extends Record<string, unknown> {
  readonly code: string;
  readonly name: string;
  readonly priceMonthlyCents: number;
  readonly priceYearlyCents: number;
  readonly currency: string;
  readonly sortOrder: number;
  readonly isPublic: boolean;
  readonly doctors: Amount;
  readonly patients: Amount;
  readonly users: Amount;
  readonly storageGb: Amount;
}

const orUnlimited = (value: Amount, factor = 1): number | null => (value === '' ? null : Math.round(value * factor));

function usePlanForm(plan: ManagedPlan | undefined, done: () => void) {
  const { add, change } = usePlanActions();
  const { limits } = plan ?? {};
  return useServerForm<PlanValues>({
    initialValues: {
      code: plan?.code ?? '',
      name: plan?.name ?? '',
      priceMonthlyCents: (plan?.priceMonthlyCents ?? 0) / CENTS,
      priceYearlyCents: (plan?.priceYearlyCents ?? 0) / CENTS,
      currency: plan?.currency ?? 'USD',
      sortOrder: plan?.sortOrder ?? 10,
      isPublic: plan?.isPublic ?? true,
      doctors: limits?.doctors ?? '',
      patients: limits?.patients ?? '',
      users: limits?.users ?? '',
      storageGb: limits?.storageBytes ? limits.storageBytes / GIGABYTE : '',
    },
    send: async ({ doctors, patients, users, storageGb, priceMonthlyCents, priceYearlyCents, ...fields }) => {
      const body = {
        ...fields,
        priceMonthlyCents: Math.round(priceMonthlyCents * CENTS),
        priceYearlyCents: Math.round(priceYearlyCents * CENTS),
        limits: {
          doctors: orUnlimited(doctors),
          patients: orUnlimited(patients),
          users: orUnlimited(users),
          storageBytes: orUnlimited(storageGb, GIGABYTE),
        },
      };
      await (plan ? change(plan, body) : add(body));
      done();
    },
  });
}
