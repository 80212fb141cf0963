import { queryOptions } from '@tanstack/react-query';
import { answerOf } from '../../api/index.js';
import type { Schemas } from '../../api/index.js';
import { api } from '../../session/index.js';

export type SecondFactor = Schemas['SecondFactor'];
export type Device = Schemas['OwnSession'];
export type Setup = Schemas['Setup'];
export type Proof = Schemas['Proof'];

export const factorQuery = queryOptions({
  queryKey: ['security', 'factor'],
  queryFn: () => answerOf(api.GET('/api/auth/second-factor')),
});

export const devicesQuery = queryOptions({
  queryKey: ['security', 'devices'],
  queryFn: () => answerOf(api.GET('/api/auth/sessions')),
});

export const policyQuery = queryOptions({
  queryKey: ['security', 'policy'],
  queryFn: () => answerOf(api.GET('/api/company/second-factor')),
});

export const beginSetup = (password: string): Promise<Setup> =>
  answerOf(api.POST('/api/auth/second-factor/setup', { body: { password } }));

export const confirmSetup = async (code: string): Promise<readonly string[]> =>
  (await answerOf(api.POST('/api/auth/second-factor/confirm', { body: { code } }))).recoveryCodes;

export const renewCodes = async (body: Proof): Promise<readonly string[]> =>
  (await answerOf(api.POST('/api/auth/second-factor/recovery-codes', { body }))).recoveryCodes;

export const disableFactor = (body: Proof): Promise<unknown> =>
  answerOf(api.POST('/api/auth/second-factor/disable', { body }));

export const endSession = (id: string): Promise<unknown> =>
  answerOf(api.DELETE('/api/auth/sessions/{id}', { params: { path: { id } } }));

export const endOtherSessions = (): Promise<unknown> => answerOf(api.DELETE('/api/auth/sessions'));

export const setPolicy = (requiredFor: Schemas['SecondFactorPolicy']['requiredFor']) =>
  answerOf(api.PUT('/api/company/second-factor', { body: { requiredFor } }));
