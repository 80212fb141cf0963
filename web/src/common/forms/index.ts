export { changesOf, orNull } from './changes.js';
export { ownTimeZone, timeZones } from './time-zones.js';
export { useServerForm } from './use-server-form.js';
export type { ServerForm } from './use-server-form.js';
export { FormDialog } from './FormDialog.js';
export { PasswordField } from './PasswordField.js';
