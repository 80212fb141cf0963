import { describe, expect, it } from '@jest/globals';
import pluralize from 'pluralize';
import { planModel } from './model-plan.js';
import { InvalidModelError } from './new-model.errors.js';

const EXISTING = {
  folders: new Set(['common', 'doctors', 'patients']),
  tables: new Set(['doctors_doctor', 'patients_patient', 'lab_results_lab_result']),
};
const plan = (name: string, ...fields: string[]) => planModel(name, fields, EXISTING, pluralize);

describe('the plan of a model', () => {
  it.each([
    ['invoice', 'invoices', 'invoices_invoice', 'Invoice'],
    ['diagnosis', 'diagnoses', 'diagnoses_diagnosis', 'Diagnosis'],
    ['allergy', 'allergies', 'allergies_allergy', 'Allergy'],
    ['blood-test', 'blood-tests', 'blood_tests_blood_test', 'BloodTest'],
    ['equipment', 'equipment', 'equipment_equipment', 'Equipment'],
  ])('names everything of %s', (one, many, table, oneClass) => {
    expect(plan(one, 'name:string').names).toMatchObject({ one, many, table, oneClass });
  });

  it('reads what fields are', () => {
    const { fields } = plan(
      'invoice',
      ...['number:string:unique', 'dueDate:date?', 'total:money', 'patient:ref', 'payer:ref(lab-result)?'],
      'status:enum(open|paid-late)',
    );
    expect(fields).toMatchObject([
      { name: 'number', column: 'number', kind: 'string', isUnique: true, isOptional: false },
      { name: 'dueDate', column: 'due_date', kind: 'date', isUnique: false, isOptional: true },
      { name: 'totalCents', column: 'total_cents', kind: 'money' },
      { name: 'patientId', column: 'patient_id', target: 'patients_patient' },
      { name: 'payerId', target: 'lab_results_lab_result', isOptional: true },
      { name: 'status', values: ['open', 'paid-late'] },
    ]);
  });

  it.each([
    ['a plural', ['invoices', 'number:string'], 'in the singular: invoice'],
    ['a model that is there', ['doctor', 'name:string'], 'doctors already'],
    ['a name that means something else', ['company', 'name:string'], 'means something else'],
    ['a word of TypeScript', ['class', 'name:string'], 'means something else'],
    ['what is no name', ['Invoice!', 'name:string'], 'no name of a model'],
    ['a name that pages have', ['backup', 'name:string'], 'means something else'],
    ['a way out of the folder', ['../x', 'name:string'], 'no name of a model'],
    ['a model without fields', ['invoice'], 'has fields'],
    ['what is no field', ['invoice', 'number'], 'no field'],
    ['a marker that there is not', ['invoice', 'number:string:primary'], 'no field'],
    ['a type that there is not', ['invoice', 'number:varchar'], 'a type is one of'],
    ['brackets where there is nothing to say', ['invoice', 'number:string(40)'], 'takes nothing in brackets'],
    ['a word of SQL', ['invoice', 'order:integer'], 'a word of SQL'],
    ['two fields of one name', ['invoice', 'total:money', 'totalCents:integer'], 'two fields total_cents'],
    ['a field that every entry has', ['invoice', 'createdAt:date'], 'its own createdAt'],
    ['a reference to nothing', ['invoice', 'ward:ref'], 'wards_ward, which there is not'],
    ['an enum of one value', ['invoice', 'status:enum(open)'], 'two or more'],
    ['a value that would end the text', ['invoice', "status:enum(open|pa'id)"], 'two or more'],
    ['a unique field that cannot be', ['invoice', 'paid:boolean:unique'], 'cannot be unique'],
    ['nothing that must be given', ['invoice', 'number:string?'], 'must have a value'],
  ] as [string, [string, ...string[]], string][])('refuses %s', (_what, words, reason) => {
    expect(() => plan(...words)).toThrow(InvalidModelError);
    expect(() => plan(...words)).toThrow(expect.objectContaining({ detail: expect.stringContaining(reason) }));
  });
});
