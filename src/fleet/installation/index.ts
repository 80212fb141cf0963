import { FormerInstallation } from './former-installation.js';

export { FormerInstallation } from './former-installation.js';
export type { RemovedInstallation } from './former-installation.js';
export * from './installation.errors.js';
export type { InstallationParts } from './installation-parts.js';
export { InstallationSurvey } from './installation-survey.js';
export type { Survey, SurveyedCompany } from './installation-survey.js';
export { MasterMoving } from './master-moving.js';
export type { MovedMaster } from './master-moving.js';

/** What moving installations needs of the module. */
export const INSTALLATION = { providers: [FormerInstallation], exports: [FormerInstallation] };
