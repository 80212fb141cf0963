import type { Problem, Send, Session } from '../api/index.js';

interface Asked {
  /** Asks whoever is signed in to prove who they are. @returns whether they did. */
  readonly prove: () => Promise<boolean>;
  /** Called when nothing is open before a second factor is set up. */
  readonly enrol: () => void;
}

/**
 * A session that does what the API asks for before it does something: a request that is refused for want of a fresh proof
 * is sent again when the proof was given, whichever page sent it.
 */
export function provingSession(session: Session, { prove, enrol }: Asked): Session {
  return {
    carry(send: Send, baseUrl: string): Send {
      const carried = session.carry(send, baseUrl);
      return async (request) => {
        const again = request.clone();
        const response = await carried(request);
        const code = await refusalOf(response);
        if (code === 'second-factor-enrolment-required') enrol();
        if (code !== 'step-up-required' || !(await prove())) return response;
        return carried(again);
      };
    },
  };
}

async function refusalOf(response: Response): Promise<Problem['code'] | undefined> {
  if (response.status !== 403) return undefined;
  const problem = (await response
    .clone()
    .json()
    .catch(() => ({}))) as Partial<Problem>;
  return problem.code;
}
