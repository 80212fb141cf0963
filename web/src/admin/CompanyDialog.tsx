import { NumberInput, Select, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../api/index.js';
import { FormDialog, useServerForm } from '../common/forms/index.js';
import { CYCLES, plansQuery } from '../pricing/plans.js';
import { texts } from '../texts/index.js';
import { useCompanyActions } from './companies-api.js';

const labels = texts.admin;

export type CompanyAction = 'suspend' | 'activate' | 'extend' | 'change-plan' | 'pay';

interface DialogProps {
  readonly company: Schemas['AdminCompanyDetail'];
  readonly onClose: () => void;
}

/** What a superuser does with a company, asked or filled in before. */
export function CompanyDialog({ action, ...props }: DialogProps & { readonly action: CompanyAction }): React.ReactNode {
  switch (action) {
    case 'suspend':
      return <SuspendDialog {...props} />;
    case 'activate':
      return <ActivateDialog {...props} />;
    case 'extend':
      return <ExtendDialog {...props} />;
    case 'change-plan':
      return <PlanDialog {...props} />;
    case 'pay':
      return <PaymentDialog {...props} />;
  }
}

function SuspendDialog({ company, onClose }: DialogProps): React.ReactNode {
  const { suspend } = useCompanyActions();
  const server = useServerForm({ initialValues: {}, send: () => suspend(company).then(onClose) });
  return (
    <FormDialog
      title={labels.suspendTitle(company.name)}
      submit={labels.suspend}
      server={server}
      onClose={onClose}
      size="md"
    >
      <Text>{labels.suspendText}</Text>
    </FormDialog>
  );
}

function ActivateDialog({ company, onClose }: DialogProps): React.ReactNode {
  const { activate } = useCompanyActions();
  const server = useServerForm({ initialValues: {}, send: () => activate(company).then(onClose) });
  return (
    <FormDialog title={labels.activate} submit={labels.activate} server={server} onClose={onClose} size="md">
      <Text>{company.name}</Text>
    </FormDialog>
  );
}

function ExtendDialog({ company, onClose }: DialogProps): React.ReactNode {
  const { extend } = useCompanyActions();
  const server = useServerForm({
    initialValues: { days: 14 },
    send: ({ days }) => extend(company, Number(days)).then(onClose),
  });
  return (
    <FormDialog
      title={labels.extendTitle(company.name)}
      submit={labels.extend}
      server={server}
      onClose={onClose}
      size="md"
    >
      <NumberInput
        label={labels.extendDays}
        min={1}
        max={365}
        required
        data-autofocus
        {...server.form.getInputProps('days')}
      />
    </FormDialog>
  );
}

type PlanValues = Pick<Schemas['ChangePlan'], 'planCode' | 'billingCycle'>;

function PlanDialog({ company, onClose }: DialogProps): React.ReactNode {
  const { data: plans = [] } = useQuery(plansQuery);
  const { changePlan } = useCompanyActions();
  const server = useServerForm<PlanValues>({
    initialValues: {
      planCode: company.subscription?.plan.code ?? '',
      billingCycle: 'monthly',
    },
    send: (values) => changePlan(company, values).then(onClose),
  });
  const { cycle } = texts.pricing;
  return (
    <FormDialog title={labels.changePlan} submit={labels.changePlan} server={server} onClose={onClose} size="md">
      <Select
        label={labels.plan}
        data={plans.map(({ code, name }) => ({ value: code, label: name }))}
        allowDeselect={false}
        {...server.form.getInputProps('planCode')}
      />
      <Select label={cycle} data={CYCLES} allowDeselect={false} {...server.form.getInputProps('billingCycle')} />
    </FormDialog>
  );
}

function PaymentDialog({ company, onClose }: DialogProps): React.ReactNode {
  const { pay } = useCompanyActions();
  const server = useServerForm({
    initialValues: { amountCents: 0, currency: 'USD', reference: '' },
    send: ({ amountCents, ...values }) =>
      pay(company, { ...values, amountCents: Math.round(Number(amountCents) * 100) }).then(onClose),
  });
  return (
    <FormDialog title={labels.payment} submit={labels.payment} server={server} onClose={onClose} size="md">
      <NumberInput
        label={labels.amount}
        min={0}
        decimalScale={2}
        required
        data-autofocus
        {...server.form.getInputProps('amountCents')}
      />
      <TextInput label={labels.currency} required maxLength={3} {...server.form.getInputProps('currency')} />
      <TextInput
        label={labels.reference}
        description={labels.referenceHint}
        required
        {...server.form.getInputProps('reference')}
      />
    </FormDialog>
  );
}
