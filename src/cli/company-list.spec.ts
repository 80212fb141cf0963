import { describe, expect, it } from '@jest/globals';
import type { CompanyOverview } from '../master/index.js';
import { companyList } from './company-list.js';

const cityHospital: CompanyOverview = {
  name: 'City Hospital',
  slug: 'city-hospital',
  databaseName: 'tenant_city_hospital',
  email: 'admin@cityhospital.com',
  status: 'active',
  users: 1,
  plan: 'Professional',
  subscriptionStatus: 'trialing',
  daysRemaining: 14,
  eraseAt: null,
};
const countyClinic: CompanyOverview = {
  ...cityHospital,
  name: 'County Clinic',
  slug: 'county-clinic',
  databaseName: 'tenant_county_clinic',
  email: 'info@countyclinic.org',
  status: 'suspended',
  users: 12,
  plan: 'Basic',
  subscriptionStatus: 'active',
  daysRemaining: 0,
};

describe('the list of companies', () => {
  it('has exactly the shape of the contract', () => {
    expect(companyList([cityHospital, countyClinic])).toBe(
      `Found 2 companies:

1. City Hospital
   Slug: city-hospital
   DB Name: tenant_city_hospital
   Email: admin@cityhospital.com
   Status: Active
   Users: 1
   Subscription: Professional (trial)
   Days remaining: 14

2. County Clinic
   Slug: county-clinic
   DB Name: tenant_county_clinic
   Email: info@countyclinic.org
   Status: Suspended
   Users: 12
   Subscription: Basic (active)
   Days remaining: 0`,
    );
  });

  it('counts one company and none in words that fit', () => {
    expect(companyList([cityHospital])).toMatch(/^Found 1 company:\n\n1\. City Hospital\n/);
    expect(companyList([])).toBe('Found 0 companies.');
  });

  it('says so when a company has no subscription', () => {
    const list = companyList([{ ...cityHospital, plan: null, subscriptionStatus: null, daysRemaining: null }]);
    expect(list).toMatch(/Subscription: none\n {3}Days remaining: -$/);
  });

  it('calls overdue payment by words, not by its identifier', () => {
    expect(companyList([{ ...cityHospital, subscriptionStatus: 'past_due' }])).toContain('Professional (past due)');
  });

  it("keeps a company's name from steering the terminal", () => {
    expect(companyList([{ ...cityHospital, name: 'City\n2. \u001b[31mHospital' }])).toContain(
      '1. City 2.  [31mHospital\n',
    );
    expect(companyList([{ ...cityHospital, name: 'City\u202elatipsoH' }])).toContain('1. City latipsoH\n');
  });
});
