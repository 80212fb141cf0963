import { ReportsController } from './reports.controller.js';
import { Reports } from './reports.js';

export * from './reports.errors.js';

/** What reports need of the module. */
export const REPORTS = { controllers: [ReportsController], providers: [Reports] };
