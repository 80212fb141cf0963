import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { QueryFailedError } from 'typeorm';
import { newRegistration, registerCompany } from '../support/api-client.js';
import type { ApiClient, SignedIn } from '../support/api-client.js';
import { BuiltServer } from '../support/built-server.js';
import { sendBytes, sendJson, sendRaw } from '../support/raw-http.js';
import { TraceCollector } from '../support/trace-collector.js';
import { directly, TEST_ENGINE } from '../support/test-engine.js';

/** Texts that only people and their programs may know; none may come to stand in a log. */
const PRIVATE = {
  // Its slug, nordlicht-praxis, may be told.
  companyName: 'Nordlicht Praxis',
  companyEmail: 'canary-office@example.com',
  phone: '+1 555 8401001',
  firstName: 'Canaryfirst',
  lastName: 'Canarylast',
  username: 'canary.username',
  email: 'canary-owner@example.com',
  password: 'canary-password-1',
  newPassword: 'canary-password-2',
  wrongPassword: 'canary-password-wrong',
  doctorName: 'Canarydoctor',
  license: 'CANARY-LICENSE-1',
  patientName: 'Canarypatient',
  patientEmail: 'canary-patient@example.com',
  patientPhone: '+1 555 8401002',
  address: '1 Canary Street',
  notes: 'canary notes: allergic',
  birthday: '1984-02-29',
  reason: 'canary reason',
  search: 'canary-search',
  header: 'canary-header',
  cookie: 'canary-cookie',
  userAgent: 'canary-agent',
  idempotencyKey: 'canary-idempotency-key',
  unknownField: 'canaryUnknownField',
  pathText: 'canary-path',
  malformed: 'canary-malformed',
};

/** What mails tell the person to whom they go. */
const TOLD_HERSELF = new Set<string>([
  ...[PRIVATE.companyName, PRIVATE.companyEmail],
  ...[PRIVATE.firstName, PRIVATE.lastName, PRIVATE.username, PRIVATE.email],
]);

describe.each(['info', 'debug'])('the log at level %s', (level) => {
  let server: BuiltServer;
  let collector: TraceCollector;
  let metrics: string;
  let toldOthers: string;
  let files: string;
  let mails: string;
  const secrets = new Set<string>(Object.values(PRIVATE));
  beforeAll(async () => {
    collector = await TraceCollector.start();
    const watched = { METRICS_PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
    server = await BuiltServer.start({ LOG_LEVEL: level, ...watched });
    await useEverything(server, secrets);
    metrics = await server.metrics();
    toldOthers = await askEverything(server);
    files = textOfFiles(server.dataDir, (path) => !isDatabase(path) && !isMail(path));
    mails = textOfFiles(server.dataDir, isMail);
    await server.stop();
  });
  afterAll(async () => {
    await server.stop();
    collector.stop();
  });

  it('is one JSON object per line and nothing else', () => {
    expect(server.stderr).toBe('');
    for (const line of server.lines())
      expect(line).toMatchObject({ level: expect.any(Number), time: expect.any(String) });
  });

  it('holds nothing that is private', () => {
    expect(secrets.size).toBeGreaterThan(30);
    for (const secret of secrets) expect(server.stdout).not.toContain(secret);
    expect(server.stdout).not.toMatch(/nordlicht praxis/i);
    expect(server.stdout).not.toMatch(/canary/i);
    expect(server.stdout).not.toMatch(/eyJhbGciOi|argon2|INSERT INTO|SELECT /);
  });

  it('leaves as little to metrics, traces, other files, and answers to other companies', () => {
    expect(metrics).toContain('medadmin_problems_total{code="internal-error"} 1');
    expect(collector.text).toContain('POST /api/patients');
    expect(toldOthers).toContain('"total":0');
    if (TEST_ENGINE === 'sqlite') expect(files).toContain('\0');
    for (const text of [metrics, collector.text, toldOthers, files]) {
      for (const secret of secrets) expect(text).not.toContain(secret);
      expect(text).not.toMatch(/canary|nordlicht praxis/i);
    }
    expect(metrics + toldOthers).not.toMatch(/nordlicht/i);
    for (const secret of secrets) if (!TOLD_HERSELF.has(secret)) expect(mails).not.toContain(secret);
  });

  it('holds no control characters, whatever was sent', () => {
    expect(server.stdout).not.toMatch(/[^\x20-\x7e\n]|\\u001b|\\r/);
  });

  it('tells of each request its id, method, route, status and duration', () => {
    const requests = server.lines().filter((line) => 'method' in line);
    expect(requests.length).toBeGreaterThan(20);
    for (const line of requests) {
      expect(line).toMatchObject({
        requestId: expect.stringMatching(/^[\w.-]{1,64}$/),
        method: expect.stringMatching(/^[A-Z]+$/),
        status: expect.any(Number),
        durationMs: expect.any(Number),
      });
      expect(line).toHaveProperty('route');
    }
    const routes = new Set(requests.map((line) => line.route));
    for (const route of ['/api/auth/register', '/api/auth/login', '/api/doctors', '/api/patients/:id']) {
      expect(routes).toContain(route);
    }
    for (const status of [200, 201, 204, 400, 401, 404, 409, 413, 415, 500]) {
      expect(requests.map((line) => line.status)).toContain(status);
    }
  });

  it('tells who asked by number, and the company by its slug', () => {
    const own = server.lines().filter((line) => line.route === '/api/patients' && line.status === 201);
    expect(own.length).toBeGreaterThan(0);
    expect(own[0]).toMatchObject({ userId: expect.any(Number), companyId: 1, company: 'nordlicht-praxis' });
  });

  it('tells of an error of ours what it was and where, under the id of the request', () => {
    const failed = server.lines().find((line) => line.status === 500);
    const problem = server
      .lines()
      .find((line) => line.requestId === failed?.requestId && line.code === 'internal-error' && 'error' in line);
    expect(problem).toMatchObject({
      level: 50,
      causes: expect.arrayContaining([expect.stringContaining('QueryFailedError')]),
    });
    expect(problem?.at).not.toEqual([]);
  });

  it('cannot be given a line by anybody', () => {
    expect(server.lines().filter((line) => line.msg === 'forged' || line.forged !== undefined)).toEqual([]);
  });
});

describe('control: a logger that is used as it comes', () => {
  it('tells everything', () => {
    let text = '';
    const stream = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        text += chunk.toString();
        done();
      },
    });
    const naive = pino(stream);
    const failed = new QueryFailedError('INSERT INTO patients_patient VALUES (?)', [PRIVATE.notes], new Error('x'));
    naive.error(failed);
    naive.info({ req: { url: `/api/patients?q=${PRIVATE.search}`, headers: { cookie: PRIVATE.cookie } } });
    for (const secret of [PRIVATE.notes, PRIVATE.search, PRIVATE.cookie, 'INSERT INTO']) expect(text).toContain(secret);
  });
});

/** What another company is answered on every list. */
async function askEverything({ api }: BuiltServer): Promise<string> {
  const other = (await registerCompany(api)).api;
  const paths = ['doctors', 'patients', 'appointments', 'users', 'invitations', 'company', 'subscription', 'auth/me'];
  const answers = await Promise.all(paths.map((path) => other.get(`/api/${path}?page=1`)));
  const one = await Promise.all(['doctors/1', 'patients/1', 'appointments/1'].map((path) => other.get(`/api/${path}`)));
  return [...answers, ...one].map(({ text }) => text).join('\n');
}

const isMail = (path: string): boolean => path.includes('/outgoing_mail/');

/** Its purpose is to hold such texts. */
const isDatabase = (path: string): boolean => /(db|tenant_nordlicht_praxis)\.sqlite3(-wal|-shm)?$/.test(path);

/** What the server left in files on disk. */
function textOfFiles(folder: string, isMeant: (path: string) => boolean): string {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = names.map(({ parentPath, name }) => join(parentPath, name)).filter(isMeant);
  return paths.map((path) => readFileSync(path, 'latin1')).join('\n');
}

/** Sends every private text wherever it can go, to routes that accept, refuse and fail. */
async function useEverything(server: BuiltServer, secrets: Set<string>): Promise<void> {
  const { api } = server;
  const registration = newRegistration({
    companyName: PRIVATE.companyName,
    companyEmail: PRIVATE.companyEmail,
    phone: PRIVATE.phone,
    firstName: PRIVATE.firstName,
    lastName: PRIVATE.lastName,
    username: PRIVATE.username,
    email: PRIVATE.email,
    password: PRIVATE.password,
  });
  const repeatable = { 'Idempotency-Key': PRIVATE.idempotencyKey };
  const { body } = await api.post<SignedIn>('/api/auth/register', registration, repeatable);
  await api.post('/api/auth/register', registration);
  await api.post('/api/auth/register', {
    ...registration,
    [PRIVATE.unknownField]: PRIVATE.notes,
    email: PRIVATE.malformed,
  });
  await signInAndOut(api, body, secrets);
  const login = { username: PRIVATE.email, password: PRIVATE.newPassword };
  const signedIn = (await api.post<SignedIn>('/api/auth/login', login)).body;
  for (const token of [signedIn.accessToken, signedIn.refreshToken]) secrets.add(token);
  const owner = api.as(signedIn.accessToken);
  await workInTheClinic(owner);
  await sendOddRequests(server, signedIn.accessToken);
  await breakTheDatabase(server, owner);
}

async function signInAndOut(api: ApiClient, first: SignedIn, secrets: Set<string>): Promise<void> {
  const wrong = { username: PRIVATE.username, password: PRIVATE.wrongPassword };
  await api.post('/api/auth/login', wrong);
  const { body: refreshed } = await api.post<SignedIn>('/api/auth/refresh', { refreshToken: first.refreshToken });
  const owner = api.as(refreshed.accessToken);
  const change = { currentPassword: PRIVATE.password, newPassword: PRIVATE.newPassword };
  await owner.post('/api/auth/change-password', { ...change, currentPassword: PRIVATE.wrongPassword });
  const { body: changed } = await owner.post<SignedIn>('/api/auth/change-password', change);
  await api.post('/api/auth/refresh', { refreshToken: first.refreshToken });
  await api.as(changed.accessToken).post('/api/auth/logout', {});
  for (const tokens of [first, refreshed, changed]) secrets.add(tokens.accessToken).add(tokens.refreshToken);
  await api.as(first.accessToken.slice(0, -3)).get('/api/doctors');
}

async function workInTheClinic(api: ApiClient): Promise<void> {
  const doctor = {
    firstName: PRIVATE.doctorName,
    lastName: PRIVATE.lastName,
    specialty: 'x',
    licenseNumber: PRIVATE.license,
  };
  const { id: doctorId } = (await api.post('/api/doctors', doctor, { 'Idempotency-Key': PRIVATE.idempotencyKey })).body;
  await api.post('/api/doctors', doctor);
  await api.post('/api/doctors', { ...doctor, firstName: 'x' }, { 'Idempotency-Key': PRIVATE.idempotencyKey });
  const patient = {
    firstName: PRIVATE.patientName,
    lastName: PRIVATE.lastName,
    email: PRIVATE.patientEmail,
    phone: PRIVATE.patientPhone,
    dateOfBirth: PRIVATE.birthday,
    address: PRIVATE.address,
    notes: PRIVATE.notes,
  };
  const { id: patientId } = (await api.post('/api/patients', patient)).body;
  await api.post('/api/patients', { ...patient, gender: PRIVATE.notes, dateOfBirth: PRIVATE.search });
  await api.patch(`/api/patients/${String(patientId)}`, { notes: `${PRIVATE.notes}\u0000` });
  await api.get(`/api/patients/${String(patientId)}`);
  const visit = {
    doctorId,
    patientId,
    startsAt: '2026-11-24T09:00:00Z',
    endsAt: '2026-11-24T10:00:00Z',
    reason: PRIVATE.reason,
  };
  await api.post('/api/appointments', visit);
  await api.post('/api/appointments', visit);
  await api.delete(`/api/patients/${String(patientId)}`);
  await api.delete(`/api/doctors/999`);
  await api.get(`/api/patients?q=${PRIVATE.search}&sort=${PRIVATE.unknownField}`);
  await api.get(`/api/patients?q=${PRIVATE.search}&email=${PRIVATE.patientEmail}`);
  await api.get(`/api/patients/${PRIVATE.pathText}`);
  await api.get(`/${PRIVATE.pathText}`);
}

async function sendOddRequests({ url }: BuiltServer, token: string): Promise<void> {
  const authorization = `Bearer ${token}`;
  const headers = {
    Authorization: authorization,
    Cookie: `session=${PRIVATE.cookie}`,
    'User-Agent': PRIVATE.userAgent,
    Referer: `https://example.com/${PRIVATE.header}`,
    'X-Forwarded-For': PRIVATE.header,
    'X-Request-Id': `${PRIVATE.header} {"level":30,"msg":"forged"}`,
  };
  await sendRaw(url, `/api/doctors?q=${PRIVATE.search}`, { headers });
  await sendJson(url, '/api/patients', `{"notes": "${PRIVATE.malformed}`, headers);
  await sendJson(url, '/api/patients', `{"notes": "${PRIVATE.notes}${'x'.repeat(1_100_000)}"}`, headers);
  await sendJson(url, '/api/patients', PRIVATE.malformed, { ...headers, 'Content-Type': `text/${PRIVATE.header}` });
  await sendRaw(url, `/api/doctors/%zz${PRIVATE.pathText}`, { headers });
  await sendRaw(url, '/api/doctors', { headers: { Authorization: `Basic ${PRIVATE.header}` } });
  const forged = '{"level":30,"forged":true}';
  const colours = {
    username: `\u001b[31m${PRIVATE.username}\n${forged}`,
    password: `\u001b[2J\r\n${PRIVATE.password}`,
  };
  await sendJson(url, '/api/auth/login', JSON.stringify(colours));
  await sendJson(
    url,
    '/api/patients',
    JSON.stringify({ notes: `\u001b]0;${PRIVATE.notes}\u0007`, [forged]: 1 }),
    headers,
  );
  await sendBytes(
    url,
    `GET /${PRIVATE.pathText}%0a${forged} HTTP/1.1\r\nHost: ${PRIVATE.header}\r\nConnection: close\r\n\r\n`,
  );
  await sendBytes(url, `GET /api/plans HTTP/1.1\r\nHost: x\r\nX-Request-Id: a\n${forged}\r\nConnection: close\r\n\r\n`);
}

/** Makes the database refuse with a message that repeats what was sent. */
async function breakTheDatabase(server: BuiltServer, api: ApiClient): Promise<void> {
  const onSqlite = `CREATE TRIGGER broken BEFORE INSERT ON patients_patient WHEN NEW.first_name = 'break'
    BEGIN SELECT RAISE(ABORT, 'canary failure') WHERE json_object('name', NEW.first_name, 'notes', NEW.notes) IS NOT NULL; END`;
  const onPostgres = `CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'canary failure %', NEW.notes USING DETAIL = NEW.last_name, HINT = NEW.notes; END $$;
    CREATE TRIGGER broken BEFORE INSERT ON patients_patient FOR EACH ROW WHEN (NEW.first_name = 'break')
      EXECUTE FUNCTION break()`;
  const sql = TEST_ENGINE === 'sqlite' ? onSqlite : onPostgres;
  await directly(server.dataDir, 'tenant_nordlicht_praxis', sql);
  await api.post('/api/patients', { firstName: 'break', lastName: PRIVATE.lastName, notes: PRIVATE.notes });
}
