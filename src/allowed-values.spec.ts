import { expect, it } from '@jest/globals';
import { allowedValuesOf } from './common/index.js';
import { TENANT_MODELS } from './tenant-models.js';

it('says of every column with a list of values which they are, so that imports and backups are held to it', () => {
  const limited = TENANT_MODELS.flatMap(({ entities }) =>
    entities.flatMap((entity) => [...allowedValuesOf(entity).keys()].map((property) => `${entity.name}.${property}`)),
  );
  expect(limited.sort()).toEqual(['Appointment.status', 'Patient.gender']);
});
