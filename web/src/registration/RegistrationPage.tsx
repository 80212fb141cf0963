import { Button, Fieldset, Group, Select, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { ProblemAlert } from '../common/feedback/index.js';
import { PasswordField, TextFields, timeZones } from '../common/forms/index.js';
import type { ServerForm, TextField } from '../common/forms/index.js';
import { PageLink, useTitle } from '../common/layout/index.js';
import { formatMoney } from '../common/format/index.js';
import { CYCLES, plansQuery, priceOf } from '../pricing/plans.js';
import type { Plan } from '../pricing/plans.js';
import { texts } from '../texts/index.js';
import { useRegistration } from './use-registration.js';
import type { Registration } from './use-registration.js';

const route = getRouteApi('/public/subscription/register');
const labels = texts.registration;

/** A new clinic signs up; its owner is signed in at once. */
export function RegistrationPage(): React.ReactNode {
  const { plan = 'professional', cycle } = route.useSearch();
  const navigate = useNavigate();
  const { data: plans = [] } = useQuery(plansQuery);
  const server = useRegistration({ planCode: plan, billingCycle: cycle ?? 'monthly' }, () =>
    navigate({ to: '/dashboard/' }),
  );
  const chosen = plans.find(({ code }) => code === server.form.values.planCode);
  useTitle(labels.title);
  return (
    <Stack maw={680} mx="auto" gap="lg">
      <div>
        <Title order={1}>{labels.title}</Title>
        <Text c="dimmed" mt={4}>
          {introOf(chosen)}
        </Text>
      </div>
      <form onSubmit={server.onSubmit} noValidate>
        <Stack gap="lg">
          <PlanChoice server={server} />
          <ClinicFields server={server} />
          <OwnerFields server={server} />
          <ProblemAlert error={server.problem} />
          <Group justify="space-between">
            <Text size="sm">
              {labels.haveAccount}{' '}
              <PageLink to="/login/" underline="always">
                {texts.navigation.signIn}
              </PageLink>
            </Text>
            <Button type="submit" size="md" loading={server.isSending}>
              {labels.submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Stack>
  );
}

function introOf(plan: Plan | undefined): string {
  if (plan === undefined) return '';
  const { name, trialDays } = plan;
  return trialDays > 0 ? labels.intro(name, texts.general.days(trialDays)) : labels.introWithoutTrial(name);
}

interface FieldsProps {
  readonly server: ServerForm<Registration>;
}

function PlanChoice({ server: { form } }: FieldsProps): React.ReactNode {
  const { data: plans = [] } = useQuery(plansQuery);
  const { cycle, perMonth, perYear } = texts.pricing;
  const { billingCycle } = form.values;
  const per = billingCycle === 'yearly' ? perYear : perMonth;
  const data = plans.map((one) => ({
    value: one.code,
    label: `${one.name}, ${formatMoney(priceOf(one, billingCycle), one.currency)} ${per}`,
  }));
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <Select label={labels.plan} data={data} allowDeselect={false} {...form.getInputProps('planCode')} />
      <Select label={cycle} data={CYCLES} allowDeselect={false} {...form.getInputProps('billingCycle')} />
    </SimpleGrid>
  );
}

const CLINIC: readonly TextField<Registration>[] = [
  { name: 'companyName', label: labels.companyName, autoComplete: 'organization', maxLength: 120 },
];
const CONTACT: readonly TextField<Registration>[] = [
  { name: 'companyEmail', label: labels.companyEmail, type: 'email', autoComplete: 'off' },
  { name: 'phone', label: labels.phone, type: 'tel', autoComplete: 'tel' },
];
const OWNER: readonly TextField<Registration>[] = [
  { name: 'firstName', label: labels.firstName, autoComplete: 'given-name', maxLength: 80 },
  { name: 'lastName', label: labels.lastName, autoComplete: 'family-name', maxLength: 80 },
  { name: 'email', label: labels.email, type: 'email', autoComplete: 'email' },
  { name: 'username', label: labels.username, autoComplete: 'username', maxLength: 60 },
];

function ClinicFields({ server: { form } }: FieldsProps): React.ReactNode {
  return (
    <Fieldset legend={labels.clinic} radius="lg">
      <Stack>
        <TextFields form={form} fields={CLINIC} />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextFields form={form} fields={CONTACT} />
        </SimpleGrid>
        <Select
          label={labels.timeZone}
          description={labels.timeZoneHint}
          data={timeZones(form.values.timeZone)}
          searchable
          allowDeselect={false}
          {...form.getInputProps('timeZone')}
        />
      </Stack>
    </Fieldset>
  );
}

function OwnerFields({ server: { form } }: FieldsProps): React.ReactNode {
  return (
    <Fieldset legend={labels.you} radius="lg">
      <Stack>
        <Text size="sm" c="dimmed">
          {labels.youHint}
        </Text>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextFields form={form} fields={OWNER} />
        </SimpleGrid>
        <PasswordField
          label={labels.password}
          description={labels.passwordHint}
          required
          autoComplete="new-password"
          maxLength={200}
          {...form.getInputProps('password')}
        />
      </Stack>
    </Fieldset>
  );
}
