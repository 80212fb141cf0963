import type { RegisterDto } from '../../master/index.js';

/** A company to look around in, with who signs it up. */
export type DemoCompany = Omit<RegisterDto, 'password'>;

const OWNER = { phone: '+1 555 0100', billingCycle: 'monthly' } as const;

export const DEMO_COMPANIES: readonly DemoCompany[] = [
  {
    ...OWNER,
    companyName: 'City Hospital',
    companyEmail: 'admin@cityhospital.com',
    firstName: 'Ada',
    lastName: 'Brown',
    username: 'ada.brown',
    email: 'ada.brown@cityhospital.com',
    planCode: 'professional',
  },
  {
    ...OWNER,
    companyName: 'County Clinic',
    companyEmail: 'admin@countyclinic.com',
    firstName: 'Ben',
    lastName: 'Carter',
    username: 'ben.carter',
    email: 'ben.carter@countyclinic.com',
    planCode: 'basic',
  },
];
