import { TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { texts } from '../../texts/index.js';
import { PasswordField } from './PasswordField.js';
import { CODE_FIELDS, codeOf } from './second-factor-code.js';
import { useServerForm } from './use-server-form.js';
import type { ServerForm } from './use-server-form.js';

/** All that one signs in with, as the API wants it. */
export type TypedProof = { readonly password: string } & ReturnType<typeof codeOf>;
interface Values extends Record<string, unknown> {
  readonly password: string;
  readonly code: string;
}

/** A form of `ProofFields`. @param send throws what is wrong with the proof. */
export function useProofForm(send: (proof: TypedProof) => Promise<unknown>): ServerForm<Values> {
  return useServerForm<Values>({
    initialValues: { password: '', code: '' },
    send: ({ password, code }) => send({ password, ...codeOf(code) }),
    fieldNames: CODE_FIELDS,
  });
}

/** Password and code, both of which are needed to prove who one is. */
export function ProofFields({ form }: { readonly form: UseFormReturnType<Values> }): React.ReactNode {
  return (
    <>
      <PasswordField
        label={texts.signIn.password}
        required
        data-autofocus
        autoComplete="current-password"
        {...form.getInputProps('password')}
      />
      <TextInput
        label={texts.signIn.code}
        description={texts.signIn.codeHint}
        required
        autoComplete="one-time-code"
        {...form.getInputProps('code')}
      />
    </>
  );
}
