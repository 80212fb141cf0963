import { describe, expect, it } from '@jest/globals';
import { checkedName, TENANT_KEY_MAX_LENGTH, tenantDatabaseName } from './database-name.js';
import { DatabaseNameError } from './database.errors.js';

describe('The name of a database', () => {
  it.each([
    ['city-hospital', 'tenant_city_hospital'],
    ['a', 'tenant_a'],
    ['24-7', 'tenant_24_7'],
    ['x'.repeat(TENANT_KEY_MAX_LENGTH), `tenant_${'x'.repeat(TENANT_KEY_MAX_LENGTH)}`],
  ])('follows from the slug %s', (slug, name) => {
    expect(tenantDatabaseName(slug)).toBe(name);
  });

  it.each(['', '-', '-a', '../a', 'City', 'a b', 'ä', 'x'.repeat(TENANT_KEY_MAX_LENGTH + 1)])(
    'is refused for the slug %j',
    (slug) => {
      expect(() => tenantDatabaseName(slug)).toThrow(DatabaseNameError);
    },
  );

  it.each(['master', 'tenant_a', 'tenant_a_b_1', 'provisioning_1', 'template_0123456789abcdef'])(
    'may be %s',
    (name) => {
      expect(checkedName(name)).toBe(name);
    },
  );
});
