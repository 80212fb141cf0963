import { beforeEach, describe, expect, it } from '@jest/globals';
import { ValidationError } from '../../src/common/index.js';
import { DoctorQuery } from '../../src/doctors/index.js';
import { tenantDatabases } from '../support/tenant-database.js';
import type { TenantDatabase } from '../support/tenant-database.js';

describe('the list of doctors', () => {
  const newDatabase = tenantDatabases();
  let clinic: TenantDatabase;
  beforeEach(async () => {
    clinic = await newDatabase();
  });
  const list = (query: Partial<DoctorQuery>) => clinic.doctors.list(Object.assign(new DoctorQuery(), query));
  const firstNames = async (query: Partial<DoctorQuery>) => (await list(query)).items.map((doctor) => doctor.firstName);
  const newDoctors = async (...names: string[]) => {
    for (const firstName of names) await clinic.newDoctor({ firstName });
  };

  it('is empty for a new company', async () => {
    expect(await list({})).toEqual({ items: [], page: 1, pageSize: 20, total: 0 });
  });

  it('comes in pages that neither repeat nor miss any, equal ones included', async () => {
    for (let n = 0; n < 57; n += 1) await clinic.newDoctor({ specialty: n % 2 === 0 ? 'Cardiology' : 'Oncology' });
    const pages = await Promise.all([1, 2, 3, 4].map((page) => list({ page, sort: 'specialty' })));
    expect(pages.map((page) => page.items.length)).toEqual([20, 20, 17, 0]);
    expect(pages.map((page) => page.total)).toEqual([57, 57, 57, 57]);
    expect(new Set(pages.flatMap((page) => page.items.map((doctor) => doctor.id))).size).toBe(57);
  });

  it('is in order of entry unless asked otherwise', async () => {
    await newDoctors('Zoe', 'Ada', 'Max');
    expect(await firstNames({})).toEqual(['Zoe', 'Ada', 'Max']);
    expect(await firstNames({ sort: 'firstName' })).toEqual(['Ada', 'Max', 'Zoe']);
    expect(await firstNames({ sort: '-id' })).toEqual(['Max', 'Ada', 'Zoe']);
  });

  it('sorts by several fields, each its own way', async () => {
    await clinic.newDoctor({ firstName: 'Ada', specialty: 'Oncology' });
    await clinic.newDoctor({ firstName: 'Eva', specialty: 'Cardiology' });
    await clinic.newDoctor({ firstName: 'Ivy', specialty: 'Oncology' });
    expect(await firstNames({ sort: '-specialty,firstName' })).toEqual(['Ada', 'Ivy', 'Eva']);
    expect(await firstNames({ sort: 'specialty,-firstName' })).toEqual(['Eva', 'Ivy', 'Ada']);
  });

  it.each(['password', 'firstName;DROP TABLE doctors_doctor', 'first_name', 'id,id', '', ','])(
    'refuses to sort by %j',
    async (sort) => {
      await expect(list({ sort })).rejects.toThrow(ValidationError);
    },
  );

  describe('search', () => {
    it.each([
      ['a first name', { firstName: 'Xaver' }, 'xav'],
      ['a last name', { lastName: 'Xaver' }, 'XAVER'],
      ['an e-mail address', { email: 'xaver@example.com' }, 'xaver@'],
      ['a telephone number', { phone: '+49 89 777' }, '+49 89'],
      ['a specialty', { specialty: 'Xenology' }, 'xeno'],
      ['a license number', { licenseNumber: 'XA-1' }, 'xa-'],
    ])('finds by part of %s, in whatever case', async (_field, input, q) => {
      await clinic.newDoctor();
      await clinic.newDoctor(input);
      expect((await list({ q })).items.map((doctor) => doctor.id)).toEqual([2]);
    });

    it('wants every word, in whatever field and order', async () => {
      await clinic.newDoctor({ firstName: 'Grace', lastName: 'Hopper' });
      await clinic.newDoctor({ firstName: 'Grace', lastName: 'Kelly' });
      expect((await list({ q: '  hopper   GRACE ' })).total).toBe(1);
      expect((await list({ q: 'grace' })).total).toBe(2);
      expect((await list({ q: 'hopper kelly' })).total).toBe(0);
    });

    it.each([
      ['100%', '%'],
      ['a_b', '_'],
      ['back\\slash', '\\'],
      ["O'Hara", "'"],
    ])('takes the sign in %s as itself', async (firstName, q) => {
      await newDoctors(firstName, 'Plain');
      expect(await firstNames({ q })).toEqual([firstName]);
    });

    it.each([
      ['Émile', ['émile', 'ÉMILE', 'Émi', 'éM']],
      ['Жуков', ['жуков', 'ЖУКОВ', 'Жук', 'УКОВ']],
      ['ŞAHİN', ['şah']],
      ['李小龙', ['李', '小龙']],
      ['😀', ['😀']],
    ])('finds %s', async (firstName, searches) => {
      await newDoctors('Emma', firstName);
      for (const q of searches) expect(await firstNames({ q })).toEqual([firstName]);
    });

    it('copes with two hundred characters of words', async () => {
      await newDoctors('Ada');
      expect((await list({ q: 'é '.repeat(100) })).total).toBe(0);
      expect((await list({ q: 'a '.repeat(100) })).total).toBe(1);
    });
  });

  it('narrows by whole specialty and address, in whatever case, together with a search', async () => {
    await clinic.newDoctor({ firstName: 'Ada', specialty: 'Cardiology', email: 'ada@example.com' });
    await clinic.newDoctor({ firstName: 'Eva', specialty: 'Cardiology' });
    await clinic.newDoctor({ firstName: 'Ivy', specialty: 'Pediatric Cardiology' });
    expect(await firstNames({ specialty: 'CARDIOLOGY' })).toEqual(['Ada', 'Eva']);
    expect(await firstNames({ specialty: 'cardiology', q: 'ev' })).toEqual(['Eva']);
    expect(await firstNames({ email: 'ADA@example.com' })).toEqual(['Ada']);
    expect(await firstNames({ email: '%@example.com' })).toEqual([]);
  });
});
