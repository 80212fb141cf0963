import { Button, Fieldset, Group, Select, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { ProblemAlert } from '../common/feedback/index.js';
import { PasswordField, timeZones } from '../common/forms/index.js';
import type { ServerForm } from '../common/forms/index.js';
import { PageLink, useTitle } from '../common/layout/index.js';
import { formatMoney } from '../common/format/index.js';
import { plansQuery, priceOf } from '../pricing/plans.js';
import { texts } from '../texts/index.js';
import { useRegistration } from './use-registration.js';
import type { Registration } from './use-registration.js';

const route = getRouteApi('/public/subscription/register');

/** A new clinic signs up; its owner is signed in at once. */
export function RegistrationPage(): React.ReactNode {
  const { plan = 'professional', cycle } = route.useSearch();
  const navigate = useNavigate();
  const { data: plans = [] } = useQuery(plansQuery);
  const server = useRegistration({ planCode: plan, billingCycle: cycle ?? 'monthly' }, () =>
    navigate({ to: '/dashboard/' }),
  );
  const { title, intro, submit, haveAccount } = texts.registration;
  const chosen = plans.find(({ code }) => code === server.form.values.planCode);
  useTitle(title);
  return (
    <Stack maw={680} mx="auto" gap="lg">
      <div>
        <Title order={1}>{title}</Title>
        <Text c="dimmed" mt={4}>
          {intro(chosen?.name ?? '')}
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
              {haveAccount}{' '}
              <PageLink to="/login/" underline="always">
                {texts.navigation.signIn}
              </PageLink>
            </Text>
            <Button type="submit" size="md" loading={server.isSending}>
              {submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Stack>
  );
}

interface FieldsProps {
  readonly server: ServerForm<Registration>;
}

function PlanChoice({ server: { form } }: FieldsProps): React.ReactNode {
  const { data: plans = [] } = useQuery(plansQuery);
  const { plan } = texts.registration;
  const { cycle, monthly, yearly, perMonth, perYear } = texts.pricing;
  const { billingCycle } = form.values;
  const per = billingCycle === 'yearly' ? perYear : perMonth;
  const data = plans.map((one) => ({
    value: one.code,
    label: `${one.name}, ${formatMoney(priceOf(one, billingCycle), one.currency)} ${per}`,
  }));
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <Select label={plan} data={data} allowDeselect={false} {...form.getInputProps('planCode')} />
      <Select
        label={cycle}
        data={[
          { value: 'monthly', label: monthly },
          { value: 'yearly', label: yearly },
        ]}
        allowDeselect={false}
        {...form.getInputProps('billingCycle')}
      />
    </SimpleGrid>
  );
}

function ClinicFields({ server: { form } }: FieldsProps): React.ReactNode {
  const { clinic, companyName, companyEmail, phone, timeZone, timeZoneHint } = texts.registration;
  return (
    <Fieldset legend={clinic} radius="lg">
      <Stack>
        <TextInput
          label={companyName}
          required
          autoComplete="organization"
          maxLength={120}
          {...form.getInputProps('companyName')}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label={companyEmail}
            required
            type="email"
            autoComplete="off"
            {...form.getInputProps('companyEmail')}
          />
          <TextInput label={phone} required type="tel" autoComplete="tel" {...form.getInputProps('phone')} />
        </SimpleGrid>
        <Select
          label={timeZone}
          description={timeZoneHint}
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
  const { you, youHint, firstName, lastName, username, email, password, passwordHint } = texts.registration;
  return (
    <Fieldset legend={you} radius="lg">
      <Stack>
        <Text size="sm" c="dimmed">
          {youHint}
        </Text>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label={firstName}
            required
            autoComplete="given-name"
            maxLength={80}
            {...form.getInputProps('firstName')}
          />
          <TextInput
            label={lastName}
            required
            autoComplete="family-name"
            maxLength={80}
            {...form.getInputProps('lastName')}
          />
          <TextInput label={email} required type="email" autoComplete="email" {...form.getInputProps('email')} />
          <TextInput
            label={username}
            required
            autoComplete="username"
            maxLength={60}
            {...form.getInputProps('username')}
          />
        </SimpleGrid>
        <PasswordField
          label={password}
          description={passwordHint}
          required
          autoComplete="new-password"
          maxLength={200}
          {...form.getInputProps('password')}
        />
      </Stack>
    </Fieldset>
  );
}
