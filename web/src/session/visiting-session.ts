import type { Schemas, Send, Session } from '../api/index.js';
import { currentVisit } from './visit.js';
import type { Visit } from './visit.js';

type Grant = Schemas['SupportGrant'];

/** What superusers do as themselves, also while they are in a clinic. */
const OWN = ['/api/admin/', '/api/auth/'];
/** A token that ends so soon is exchanged before it is used. */
const MARGIN_MS = 10_000;

interface Pass {
  readonly visit: Visit;
  readonly token: Promise<string | Response>;
  readonly untilMs: () => number;
}

/**
 * A superuser's own session, which goes into a clinic while there is a visit: what is not of the installation is then sent
 * with a token of the support access. It is asked for with the own session, and kept in memory alone.
 */
export class VisitingSession implements Session {
  private pass: Pass | undefined;

  /** @param onOver called when the clinic, the clock or somebody else has ended the visit. */
  constructor(
    private readonly own: Session,
    private readonly onOver: (visit: Visit) => void,
  ) {}

  carry(send: Send, baseUrl: string): Send {
    const own = this.own.carry(send, baseUrl);
    return async (request) => {
      const visit = currentVisit();
      const { pathname } = new URL(request.url);
      if (visit === undefined || OWN.some((path) => pathname.startsWith(path))) return own(request);
      const again = request.clone();
      const response = await this.sendInside(visit, request, own, send);
      if (response.status !== 401) return response;
      this.pass = undefined;
      return this.sendInside(visit, again, own, send);
    };
  }

  private async sendInside(visit: Visit, request: Request, own: Send, send: Send): Promise<Response> {
    const token = await this.tokenFor(visit, new URL(request.url).origin, own);
    if (typeof token !== 'string') return token.clone();
    request.headers.set('Authorization', `Bearer ${token}`);
    return send(request);
  }

  /** However many requests need one: it is asked for once. @returns the refusal when there is none. */
  private tokenFor(visit: Visit, origin: string, own: Send): Promise<string | Response> {
    const isGood = this.pass?.visit === visit && this.pass.untilMs() - MARGIN_MS > Date.now();
    if (!isGood) this.pass = this.newPass(visit, origin, own);
    return this.pass!.token;
  }

  private newPass(visit: Visit, origin: string, own: Send): Pass {
    let untilMs = Number.POSITIVE_INFINITY;
    const ask = async (): Promise<string | Response> => {
      const path = `/api/admin/support-access/${visit.id}/token`;
      const response = await own(new Request(origin + path, { method: 'POST' }));
      if (!response.ok) return this.refused(visit, response);
      const { accessToken, expiresIn } = (await response.json()) as Grant;
      untilMs = Date.now() + (expiresIn ?? 0) * 1000;
      return accessToken ?? '';
    };
    const failed = (error: unknown): never => {
      this.pass = undefined;
      throw error;
    };
    return { visit, token: ask().catch(failed), untilMs: () => untilMs };
  }

  /** 401 is about the own session, which has said so itself; what was busy is asked again by the next request. */
  private refused(visit: Visit, response: Response): Response {
    this.pass = undefined;
    if (response.status === 404 || response.status === 409) this.onOver(visit);
    return response;
  }
}
