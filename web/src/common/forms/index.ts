export { changesOf, orNull } from './changes.js';
export { CODE_FIELDS, codeOf } from './second-factor-code.js';
export { ownTimeZone, timeZones } from './time-zones.js';
export { useServerForm } from './use-server-form.js';
export type { ServerForm } from './use-server-form.js';
export { FormDialog } from './FormDialog.js';
export { TextFields } from './TextFields.js';
export type { TextField } from './TextFields.js';
export { PasswordField } from './PasswordField.js';
