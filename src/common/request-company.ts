import type { Request } from 'express';

/** Which company a request is on behalf of, for who shares out what this process can do; tenancy knows. */
export abstract class RequestCompany {
  /** Number of the company that the request's verified token names; undefined when there is none. */
  abstract companyOf(request: Request): number | undefined;
}
