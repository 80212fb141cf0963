import type { INestApplication } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Role } from '../../src/common/index.js';
import { NewUsers } from '../../src/master/users/new-users.js';
import { SuperusersService } from '../../src/master/index.js';
import { Passwords } from '../../src/master/passwords/passwords.js';
import type { ApiClient, SignedIn } from './api-client.js';

/** Of everybody made here. */
export const COLLEAGUE_PASSWORD = 'correct horse battery staple';
let people = 0;

function newPerson(): { username: string; email: string; firstName: string; lastName: string } {
  people += 1;
  const username = `person${process.pid}n${people}`;
  return { username, email: `${username}@example.com`, firstName: 'Noor', lastName: 'Visser' };
}

/** Gives the company a person of this role, past invitations and plan limits. @returns a client signed in as them. */
export async function addColleague(
  app: INestApplication,
  api: ApiClient,
  companyId: number,
  role: Role,
): Promise<ApiClient> {
  const person = newPerson();
  const passwordHash = await app.get(Passwords).hash(COLLEAGUE_PASSWORD);
  await app
    .get(DataSource)
    .transaction((transaction) =>
      app.get(NewUsers).insert(transaction, { ...person, passwordHash }, { companyId, role }),
    );
  return signIn(api, person.username);
}

/** Makes somebody who runs the installation. @param as their username. @returns a client signed in as them. */
export async function addSuperuser(app: INestApplication, api: ApiClient, as?: string): Promise<ApiClient> {
  const person = { ...newPerson(), ...(as !== undefined && { username: as }) };
  await app.get(SuperusersService).create({ ...person, password: COLLEAGUE_PASSWORD });
  return signIn(api, person.username);
}

/** Signs in, once more if the tokens had expired. */
export async function signIn(api: ApiClient, username: string, password = COLLEAGUE_PASSWORD): Promise<ApiClient> {
  const answer = await api.post<SignedIn>('/api/auth/login', { username, password });
  if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}: ${answer.text}`);
  return api.as(answer.body.accessToken);
}
