import { AdminCompanies } from './admin-companies.js';
import { AdminCompaniesController } from './admin-companies.controller.js';
import { CompanySuspension } from './company-suspension.js';

/** What the superusers' side of companies needs of the module. */
export const ADMIN = { controllers: [AdminCompaniesController], providers: [AdminCompanies, CompanySuspension] };
