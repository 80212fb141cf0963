export { OneOf } from './choice.js';
export { Email, Phone } from './contact.js';
export { WholeNumber } from './numbers.js';
export { QueryNumber } from './query-numbers.js';
export { QuerySwitch, Switch } from './switches.js';
export { Text } from './text.js';
export type { TextOptions } from './text.js';
export { TimeZone } from './time-zone.js';
export { IsoDate, IsoInstant } from './times.js';
