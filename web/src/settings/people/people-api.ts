import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../../api/index.js';
import type { Schemas } from '../../api/index.js';
import { showDone, showProblem } from '../../common/feedback/index.js';
import { api } from '../../session/index.js';
import { texts } from '../../texts/index.js';

export type Person = Schemas['Person'];
export type Invitation = Schemas['Invitation'];
export type Role = Schemas['Role'];

const MOST = 100;
const labels = texts.settings;

export const ROLES = (['owner', 'admin', 'doctor', 'receptionist'] as const).map((value) => ({
  value,
  label: labels.people.roles[value] ?? value,
}));

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: () => answerOf(api.GET('/api/users', { params: { query: { sort: 'lastName', pageSize: MOST } } })),
});

export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: () =>
    answerOf(
      api.GET('/api/invitations', { params: { query: { sort: '-createdAt', status: 'open', pageSize: MOST } } }),
    ),
});

export function nameOf({ firstName, lastName, username }: Person): string {
  return texts.general.nameOf(firstName, lastName).trim() || username;
}

/** Changes to the people of the company; each is told. */
export function usePeopleActions() {
  const queries = useQueryClient();
  const refresh = (): Promise<unknown> =>
    Promise.all(['people', 'invitations', 'usage'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  const run = (work: Promise<unknown>, message: string, undo?: () => Promise<unknown>): Promise<void> =>
    work.then(refresh).then(() => showDone(message, undo && (() => undo().then(refresh))), showProblem);
  const update = (id: number, body: Schemas['UpdatePerson']): Promise<unknown> =>
    answerOf(api.PATCH('/api/users/{id}', { params: { path: { id } }, body }));
  return {
    change: ({ id, ...person }: Person, body: Schemas['UpdatePerson']) => {
      const before = {
        ...(body.role && { role: person.role }),
        ...('isActive' in body && { isActive: person.isActive }),
      };
      return run(update(id, body), labels.people.changed(nameOf({ id, ...person })), () => update(id, before));
    },
    remove: (person: Person) =>
      run(
        answerOf(api.DELETE('/api/users/{id}', { params: { path: { id: person.id } } })),
        labels.people.removed(nameOf(person)),
      ),
    revoke: ({ id, email }: Invitation) =>
      run(
        answerOf(api.DELETE('/api/invitations/{id}', { params: { path: { id } } })),
        labels.invitations.revoked(email),
      ),
    invite: async (body: Schemas['CreateInvitation']): Promise<void> => {
      await answerOf(api.POST('/api/invitations', { body }));
      await refresh();
      showDone(labels.invitations.sent(body.email));
    },
  };
}
