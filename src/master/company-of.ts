export { companyOf } from '../tenancy/index.js';
