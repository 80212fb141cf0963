import { useForm } from '@mantine/form';
import type { UseFormReturnType } from '@mantine/form';
import { useEffect, useRef, useState } from 'react';
import { ApiProblem } from '../../api/index.js';

type Values = Record<string, unknown>;

export interface ServerForm<T extends Values> {
  readonly form: UseFormReturnType<T>;
  /** What did not work and is no field's fault. */
  readonly problem: unknown;
  readonly isSending: boolean;
  /** For the form element. */
  readonly onSubmit: (event: React.FormEvent<HTMLFormElement>) => void;
}

interface Options<T extends Values> {
  readonly initialValues: T;
  /** Sends it. What it throws is shown: at the fields that the server names, or above the form. */
  readonly send: (values: T) => Promise<unknown>;
  /** Which field a problem without field names belongs to. */
  readonly fieldOf?: (problem: ApiProblem) => Readonly<Record<string, string>>;
  /** What is wrong before anything is sent, by field. */
  readonly validate?: (values: T) => Readonly<Record<string, string | undefined>>;
  /** What the form calls fields that the server calls otherwise. */
  readonly fieldNames?: Readonly<Record<string, string>>;
}

/** A form whose input the server checks; the first field that is wrong gets the focus. */
export function useServerForm<T extends Values>(options: Options<T>): ServerForm<T> {
  const { initialValues, send, validate } = options;
  const [problem, setProblem] = useState<unknown>();
  const [isSending, setSending] = useState(false);
  const element = useRef<HTMLFormElement>(null);
  const wantsFocus = useRef(false);
  const form = useForm<T>({ initialValues, ...(validate && { validate }) });
  // After the messages were drawn, which mark the fields.
  useEffect(() => {
    if (wantsFocus.current) element.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus();
    wantsFocus.current = false;
  }, [form.errors]);
  const fail = (error: unknown): void => {
    const named = namedIn(error, options);
    const known = Object.fromEntries(Object.entries(named).filter(([field]) => field in initialValues));
    form.setErrors(known);
    const isAllShown = Object.keys(known).length > 0 && Object.keys(known).length === Object.keys(named).length;
    setProblem(isAllShown ? undefined : error);
    wantsFocus.current = true;
  };
  const submit = form.onSubmit(
    (values) => {
      setProblem(undefined);
      setSending(true);
      void send(values)
        .catch(fail)
        .finally(() => setSending(false));
    },
    () => (wantsFocus.current = true),
  );
  return {
    form,
    problem,
    isSending,
    onSubmit: (event) => {
      element.current = event.currentTarget;
      submit(event);
    },
  };
}

/** What the server says of which field of the form. */
function namedIn<T extends Values>(
  error: unknown,
  { fieldOf, fieldNames = {} }: Pick<Options<T>, 'fieldOf' | 'fieldNames'>,
): Record<string, string> {
  if (!(error instanceof ApiProblem)) return {};
  const said = Object.entries({ ...error.fields, ...fieldOf?.(error) });
  return Object.fromEntries(said.map(([field, text]) => [fieldNames[field] ?? field, text]));
}
