import { TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';

/** A line of text in a form. */
export interface TextField<Values> {
  readonly name: keyof Values & string;
  readonly label: string;
  readonly type?: 'email' | 'tel' | 'date';
  readonly isOptional?: boolean;
  /** Off unless said otherwise. */
  readonly autoComplete?: string;
  readonly maxLength?: number;
}

interface TextFieldsProps<Values extends Record<string, unknown>> {
  readonly form: UseFormReturnType<Values>;
  readonly fields: readonly TextField<Values>[];
  /** Has the first one get the focus in a dialog. */
  readonly isFirst?: boolean;
}

/** Lines of text, one field each; what surrounds them says where they stand. */
export function TextFields<Values extends Record<string, unknown>>({
  form,
  fields,
  isFirst = false,
}: TextFieldsProps<Values>): React.ReactNode {
  return fields.map(({ name, isOptional, ...field }, index) => (
    <TextInput
      key={name}
      {...field}
      required={!isOptional}
      {...(isFirst && index === 0 && { 'data-autofocus': true })}
      {...form.getInputProps(name)}
    />
  ));
}
