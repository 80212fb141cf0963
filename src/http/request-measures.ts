import type { ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { Durations, LabelledCounter, Measure, MeasureSource, PROBLEMS, ReadGauge } from '../common/index.js';
import type { ProblemCode, RequestState, Sample } from '../common/index.js';
import { OpenRequests } from './open-requests.js';

/** Anybody can invent a method; these have a name of their own. */
const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** In place of a status: the client was gone before the answer. */
const ABORTED = 'aborted';

/** What is measured of one method of one route. */
class RouteMeasures {
  readonly durations = new Durations();
  readonly statuses = new Map<number | typeof ABORTED, number>();

  constructor(
    readonly method: string,
    readonly route: string,
  ) {}
}

/** Counts and times requests by the pattern of their route, of which there are as many as the program has. */
@Injectable()
export class RequestMeasures extends MeasureSource {
  private readonly byMethod = new Map<string, Map<string, RouteMeasures>>();
  private readonly problems = new LabelledCounter(
    'medadmin_problems_total',
    'Requests answered with a problem, by its code.',
    'code',
    Object.keys(PROBLEMS) as ProblemCode[],
  );
  override readonly measures: readonly Measure[];

  constructor(open: OpenRequests) {
    super();
    this.measures = [
      new RouteCounts(() => this.routes()),
      new RouteDurations(() => this.routes()),
      new ReadGauge('medadmin_http_requests_in_flight', 'Requests that are not answered yet.', () => [
        { labels: {}, value: open.count },
      ]),
      this.problems,
    ];
  }

  /** Notes a request that is over. */
  end(request: Request & RequestState, response: ServerResponse, durationMs: number): void {
    const measures = this.of(request);
    const status = response.writableFinished ? response.statusCode : ABORTED;
    measures.durations.observe(durationMs / 1000);
    measures.statuses.set(status, (measures.statuses.get(status) ?? 0) + 1);
    if (request.problem !== undefined) this.problems.increment(request.problem);
  }

  private of(request: Request): RouteMeasures {
    const { path } = (request.route ?? NO_ROUTE) as { path?: unknown };
    // A route that has several addresses is told by the first.
    const route = typeof path === 'string' ? path : String([path].flat()[0]);
    return this.byMethod.get(request.method)?.get(route) ?? this.add(request.method, route);
  }

  private add(given: string, route: string): RouteMeasures {
    const method = METHODS.includes(given) ? given : 'other';
    const routes = this.byMethod.get(method) ?? new Map<string, RouteMeasures>();
    this.byMethod.set(method, routes);
    const measures = routes.get(route) ?? new RouteMeasures(method, route);
    routes.set(route, measures);
    return measures;
  }

  private routes(): RouteMeasures[] {
    return [...this.byMethod.values()].flatMap((routes) => [...routes.values()]);
  }
}

/** All that was asked for at addresses that do not exist. */
const NO_ROUTE = { path: 'none' };

class RouteCounts extends Measure {
  constructor(private readonly routes: () => RouteMeasures[]) {
    super('medadmin_http_requests_total', 'Requests by method, pattern of the route and status.', 'counter');
  }

  override samples(): readonly Sample[] {
    return this.routes().flatMap(({ method, route, statuses }) =>
      [...statuses].map(([status, value]) => ({ labels: { method, route, status }, value })),
    );
  }
}

class RouteDurations extends Measure {
  constructor(private readonly routes: () => RouteMeasures[]) {
    super('medadmin_http_request_duration_seconds', 'Time from the head of a request to its answer.', 'histogram');
  }

  override samples(): readonly Sample[] {
    return this.routes().flatMap(({ method, route, durations }) => durations.samples(this.name, { method, route }));
  }
}
