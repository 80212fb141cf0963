import { Checkbox, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { EntryField, Fields } from './entry-field.js';
import { EntrySelect } from './EntrySelect.js';

type Form = UseFormReturnType<Record<string, unknown>>;

interface EntryFieldsProps<Input> {
  readonly form: Form;
  readonly fields: Fields<Input>;
}

/** The fields of an entry, as they are typed. */
export function EntryFields<Input>({ form, fields }: EntryFieldsProps<Input>): React.ReactNode {
  return fields.map((field, index) => <OneField key={field.name} form={form} field={field} isFirst={index === 0} />);
}

interface OneFieldProps<Input> {
  readonly form: Form;
  readonly field: EntryField<Input>;
  readonly isFirst: boolean;
}

const LINES = { string: 'text', email: 'email', phone: 'tel', date: 'date', datetime: 'datetime-local' } as const;

function OneField<Input>({ form, field, isFirst }: OneFieldProps<Input>): React.ReactNode {
  const { name, label, isOptional = false } = field;
  const props = { label, required: !isOptional, ...(isFirst && { 'data-autofocus': true }) };
  switch (field.kind) {
    case 'text':
      return <Textarea {...props} autosize minRows={3} maxLength={field.maxLength} {...form.getInputProps(name)} />;
    case 'integer':
      return <NumberInput {...props} allowDecimal={false} {...form.getInputProps(name)} />;
    case 'money':
      return <NumberInput {...props} min={0} decimalScale={2} {...form.getInputProps(name)} />;
    case 'boolean':
      return <Checkbox label={label} {...form.getInputProps(name, { type: 'checkbox' })} />;
    case 'enum':
      return <Select {...props} data={choices(field.values)} clearable={isOptional} {...form.getInputProps(name)} />;
    case 'ref':
      return <EntrySelect label={label} kind={field.of} isOptional={isOptional} {...form.getInputProps(name)} />;
    default: {
      const maxLength = 'maxLength' in field ? field.maxLength : undefined;
      return <TextInput {...props} type={LINES[field.kind]} maxLength={maxLength} {...form.getInputProps(name)} />;
    }
  }
}

const choices = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([value, label]) => ({ value, label }));
