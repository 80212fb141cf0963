import { IsWholeBetween } from './setting-rules.js';
import { Setting } from './setting.js';
import { parseWholeNumber } from './setting-parsers.js';
import { SignInSettings } from './sign-in-settings.js';

/** How long trials last, and what follows their end. */
export class SubscriptionSettings extends SignInSettings {
  @Setting({
    env: 'TRIAL_DAYS',
    group: 'Subscriptions',
    description: 'Length of the trial.',
    default: '14',
    parse: parseWholeNumber,
  })
  @IsWholeBetween(0, 3650)
  readonly trialDays!: number;

  @Setting({
    env: 'READ_ONLY_DAYS',
    group: 'Subscriptions',
    description: 'Days after the end of a subscription in which data can still be read.',
    default: '30',
    parse: parseWholeNumber,
  })
  @IsWholeBetween(0, 3650)
  readonly readOnlyDays!: number;
}
