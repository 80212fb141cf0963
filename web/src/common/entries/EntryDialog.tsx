import { changesOf, FormDialog, useServerForm } from '../forms/index.js';
import { texts } from '../../texts/index.js';
import { inputOf, partsOf, typedOf } from './entry-field.js';
import type { Fields } from './entry-field.js';
import { EntryFields } from './EntryFields.js';
import type { EntryActions } from './use-entry-actions.js';

interface EntryDialogProps<Row extends Input, Input extends object> {
  readonly labels: { readonly add: string; readonly edit: string };
  readonly fields: Fields<Input>;
  /** Absent: a new one. */
  readonly row: Row | undefined;
  readonly actions: EntryActions<Row, Input>;
  /** By whose clock times are typed. */
  readonly zone: string | undefined;
  readonly onClose: () => void;
}

/** A form that adds an entry, or changes one. */
export function EntryDialog<Row extends Input, Input extends object>(
  props: EntryDialogProps<Row, Input>,
): React.ReactNode {
  const { labels, fields, row, actions, zone, onClose } = props;
  const server = useServerForm<Record<string, unknown>>({
    initialValues: typedOf(fields, row, zone),
    send: async (values) => {
      const input = inputOf(fields, values, zone);
      await (row ? actions.change(row, changesOf<Input>(partsOf<Input>(fields, row), input)) : actions.add(input));
      onClose();
    },
  });
  return (
    <FormDialog
      title={row ? labels.edit : labels.add}
      submit={row ? texts.general.save : labels.add}
      server={server}
      onClose={onClose}
    >
      <EntryFields form={server.form} fields={fields} />
    </FormDialog>
  );
}
