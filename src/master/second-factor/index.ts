import { Challenges } from './challenges.js';
import { CodeProof } from './code-proof.js';
import { CodeTries } from './code-tries.js';
import { SecondFactorController } from './second-factor.controller.js';
import { SecondFactorPolicyController } from './second-factor-policy.controller.js';
import { SecondFactorPolicyService } from './second-factor-policy.service.js';
import { SecondFactorReset } from './second-factor-reset.js';
import { SecondFactorService } from './second-factor.service.js';
import { SecondFactorSetup } from './second-factor-setup.js';
import { SecondFactorSecrets } from './secrets.js';

export { SecondFactorReset };

/** What second factors need of the module. */
export const SECOND_FACTOR = {
  controllers: [SecondFactorController, SecondFactorPolicyController],
  providers: [
    Challenges,
    CodeProof,
    CodeTries,
    SecondFactorPolicyService,
    SecondFactorReset,
    SecondFactorSecrets,
    SecondFactorService,
    SecondFactorSetup,
  ],
};
