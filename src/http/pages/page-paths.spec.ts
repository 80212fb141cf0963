import { describe, expect, it } from '@jest/globals';
import { isPagePath } from './page-paths.js';

describe('isPagePath', () => {
  it.each([
    '/',
    '/login/',
    '/login',
    '/invitation/',
    '/forgot-password/',
    '/reset-password/',
    '/subscription/plans/',
    '/subscription/register/',
    '/dashboard/',
    '/patients/17/',
    '/settings/people/',
    '/admin/companies/3',
  ])('knows %s', (path) => {
    expect(isPagePath(path)).toBe(true);
  });

  it.each([
    '/api',
    '/api/',
    '/api/dashboard',
    '/openapi.json',
    '/health/live',
    '/dashboards',
    '/login.html',
    '/login//',
    '//login/',
    '/admin/../api',
    '/patients/%2e%2e/',
    '/unknown/',
  ])('leaves %s to others', (path) => {
    expect(isPagePath(path)).toBe(false);
  });
});
