import { CompanyController } from './company.controller.js';
import { CompanyProfileService } from './company-profile.service.js';

/** What the company's profile needs of the module. */
export const COMPANY = { controllers: [CompanyController], providers: [CompanyProfileService] };
