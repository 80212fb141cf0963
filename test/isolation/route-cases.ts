/** What the isolation tests must know of a route. A route that is missing here fails them. */
export interface RouteCase {
  /** `public`: answers anybody. `account`: the signed-in user's own. `tenant`: data of the company. `superuser`: the installation's. */
  readonly kind: 'public' | 'account' | 'tenant' | 'superuser';
  /** A body that changes nothing, for calls by people who may; without it, one that is refused. */
  readonly probe?: Record<string, unknown>;
  /** The `:id` of something that is County Clinic's; 1 if it is left out. */
  readonly id?: number;
  /** A body that the route accepts. */
  readonly body?: Record<string, unknown>;
}

const DOCTOR = {
  firstName: 'Grace',
  lastName: 'Hart',
  email: 'grace@example.com',
  phone: '+1 555 0101',
  specialty: 'Cardiology',
  licenseNumber: null,
};
const PATIENT = {
  firstName: 'Paul',
  lastName: 'Nowak',
  email: 'paul@example.com',
  phone: '+1 555 0102',
  dateOfBirth: '1980-02-29',
  gender: 'male',
  address: '1 Main Street',
  notes: 'None',
};
const APPOINTMENT = {
  doctorId: 1,
  patientId: 1,
  startsAt: '2030-01-01T09:00:00Z',
  endsAt: '2030-01-01T09:30:00Z',
  reason: 'Check-up',
};

const GUEST = { username: 'guest', firstName: 'Grace', lastName: 'Hopper', password: 'nothing at all' };

const PLAN = {
  code: 'plus',
  name: 'Plus',
  priceMonthlyCents: 4900,
  priceYearlyCents: 49_000,
  currency: 'USD',
  limits: { doctors: 10, patients: null, users: null, storageBytes: null },
  sortOrder: 4,
  isPublic: true,
};

const SUPPORT = { reason: 'Ticket 4711: wrong day', minutes: 60, role: 'receptionist' };

const CHANGE = { planCode: 'enterprise', billingCycle: 'yearly' };
const PAYMENT = { amountCents: 9900, currency: 'USD', reference: 'invoice 1' };

export const ROUTE_CASES: Readonly<Record<string, RouteCase>> = {
  'GET /health/live': { kind: 'public' },
  'GET /health/ready': { kind: 'public' },
  'GET /openapi.json': { kind: 'public' },
  'GET /docs': { kind: 'public' },
  'GET /docs/': { kind: 'public' },
  'GET /docs/start.js': { kind: 'public' },
  'GET /docs/swagger-ui.css': { kind: 'public' },
  'GET /docs/swagger-ui-bundle.js': { kind: 'public' },
  'GET /docs/favicon-32x32.png': { kind: 'public' },
  'GET /api/plans': { kind: 'public' },
  'POST /api/auth/register': { kind: 'public', body: {} },
  'POST /api/auth/login': { kind: 'public', body: { username: 'nobody', password: 'nothing at all' } },
  'POST /api/auth/refresh': { kind: 'public', body: { refreshToken: 'made-up' } },
  'POST /api/auth/logout': { kind: 'account', body: {} },
  'POST /api/auth/change-password': { kind: 'account', body: { currentPassword: 'x', newPassword: 'yyyyyyyyyy' } },
  'GET /api/auth/me': { kind: 'account' },
  'GET /api/admin/companies': { kind: 'superuser' },
  'GET /api/admin/companies/:id': { kind: 'superuser' },
  'POST /api/admin/companies/:id/suspend': { kind: 'superuser' },
  'POST /api/admin/companies/:id/activate': { kind: 'superuser' },
  'GET /api/admin/companies/:id/support-access': { kind: 'superuser' },
  'POST /api/admin/companies/:id/support-access': { kind: 'superuser', body: SUPPORT },
  'POST /api/admin/support-access/:id/token': { kind: 'superuser' },
  'POST /api/admin/support-access/:id/end': { kind: 'superuser' },
  'GET /api/support-access': { kind: 'tenant' },
  'GET /api/support-access/rule': { kind: 'tenant' },
  'PATCH /api/support-access/rule': { kind: 'tenant', body: { needsApproval: false } },
  'POST /api/support-access/:id/approve': { kind: 'tenant' },
  'POST /api/support-access/:id/end': { kind: 'tenant' },
  'POST /api/admin/companies/:id/rename': { kind: 'superuser', body: { slug: 'other-hospital' } },
  'POST /api/admin/companies/:id/clone': { kind: 'superuser', body: { slug: 'other-hospital' } },
  'POST /api/admin/companies/:id/delete': { kind: 'superuser' },
  'POST /api/admin/companies/:id/undelete': { kind: 'superuser' },
  'POST /api/admin/companies/:id/erase': { kind: 'superuser' },
  'GET /api/admin/operations': { kind: 'superuser' },
  'POST /api/billing/stripe/webhook': { kind: 'public' },
  'POST /api/subscription/checkout': { kind: 'account' },
  'POST /api/subscription/portal': { kind: 'account' },
  'GET /api/admin/plans': { kind: 'superuser' },
  'POST /api/admin/plans': { kind: 'superuser', body: PLAN },
  'GET /api/admin/plans/:code': { kind: 'superuser' },
  'PATCH /api/admin/plans/:code': { kind: 'superuser', body: { name: 'Changed' } },
  'DELETE /api/admin/plans/:code': { kind: 'superuser' },
  'POST /api/admin/plans/:code/retire': { kind: 'superuser' },
  'POST /api/admin/plans/:code/restore': { kind: 'superuser' },
  'POST /api/admin/companies/:id/change-plan': { kind: 'superuser', body: CHANGE },
  'POST /api/admin/companies/:id/extend-trial': { kind: 'superuser', body: { days: 1 } },
  'POST /api/admin/companies/:id/payments': { kind: 'superuser', body: PAYMENT },
  'GET /api/subscription': { kind: 'tenant' },
  'POST /api/subscription/preview-change': { kind: 'tenant', body: CHANGE },
  'POST /api/subscription/change-plan': { kind: 'tenant', body: CHANGE },
  'POST /api/subscription/cancel': { kind: 'tenant' },
  'POST /api/subscription/reactivate': { kind: 'tenant' },
  'POST /api/export': { kind: 'tenant' },
  'GET /api/audit': { kind: 'tenant' },
  'GET /api/audit/export': { kind: 'tenant' },
  'GET /api/company': { kind: 'tenant' },
  'PATCH /api/company': { kind: 'tenant', body: { phone: '+1 555 0199' } },
  'POST /api/company/delete': { kind: 'tenant', body: { password: 'nothing at all' } },
  'POST /api/company/undelete': { kind: 'tenant' },
  'GET /api/invitations': { kind: 'tenant' },
  'POST /api/invitations': { kind: 'tenant', body: { email: 'guest@example.com', role: 'doctor' } },
  'DELETE /api/invitations/:id': { kind: 'tenant' },
  'POST /api/invitations/accept': { kind: 'public', body: { ...GUEST, token: 'made-up' } },
  'GET /api/users': { kind: 'tenant' },
  'GET /api/users/:id': { kind: 'tenant', id: 2 },
  'PATCH /api/users/:id': { kind: 'tenant', id: 2, body: { role: 'owner' } },
  'DELETE /api/users/:id': { kind: 'tenant' },
  'POST /api/users/leave': { kind: 'tenant' },
  'GET /api/subscription/usage': { kind: 'tenant' },
  'GET /api/doctors': { kind: 'tenant' },
  'POST /api/doctors': { kind: 'tenant', body: DOCTOR },
  'POST /api/doctors/import': { kind: 'tenant', body: {} },
  'GET /api/doctors/:id': { kind: 'tenant' },
  'PATCH /api/doctors/:id': { kind: 'tenant', body: { firstName: 'Changed' } },
  'DELETE /api/doctors/:id': { kind: 'tenant' },
  'GET /api/patients': { kind: 'tenant' },
  'POST /api/patients': { kind: 'tenant', body: PATIENT },
  'POST /api/patients/import': { kind: 'tenant', body: {} },
  'GET /api/patients/:id': { kind: 'tenant' },
  'PATCH /api/patients/:id': { kind: 'tenant', body: { firstName: 'Changed' } },
  'DELETE /api/patients/:id': { kind: 'tenant' },
  'GET /api/appointments': { kind: 'tenant' },
  'POST /api/appointments': { kind: 'tenant', body: APPOINTMENT },
  'GET /api/appointments/:id': { kind: 'tenant' },
  'PATCH /api/appointments/:id': { kind: 'tenant', body: { reason: 'Changed' } },
  'DELETE /api/appointments/:id': { kind: 'tenant' },
};
