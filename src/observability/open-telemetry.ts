import { AsyncLocalStorage } from 'node:async_hooks';
import { defaultTextMapGetter, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Context, Span } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Request, Response } from 'express';
import { onResponseEnd, ProblemError } from '../common/index.js';
import type { RequestState, SpanFacts, Tracer } from '../common/index.js';

/** How long a collector may take, in milliseconds; the process waits no longer for it when it ends. */
const SEND_MS = 3000;
/** How long spans are collected before they are sent together, in milliseconds. */
const COLLECT_MS = 1000;

type TracedRequest = Request & RequestState;

/**
 * A tracer that sends OTLP as JSON. What belongs to which request is known by an AsyncLocalStorage, which costs more than
 * it may otherwise (decision 5): only who asks for traces pays for it.
 * @param endpoint of the collector, without `/v1/traces`.
 */
export function openTelemetry(endpoint: string): { readonly tracer: Tracer; readonly end: () => Promise<void> } {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: SEND_MS });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': process.env.OTEL_SERVICE_NAME ?? 'medadmin' }),
    spanProcessors: [
      new BatchSpanProcessor(exporter, { scheduledDelayMillis: COLLECT_MS, exportTimeoutMillis: SEND_MS }),
    ],
  });
  return { tracer: new OpenTelemetryTracer(provider), end: () => provider.shutdown() };
}

class OpenTelemetryTracer implements Tracer {
  private readonly spans;
  private readonly contexts = new AsyncLocalStorage<Context>();
  private readonly propagator = new W3CTraceContextPropagator();

  constructor(provider: BasicTracerProvider) {
    this.spans = provider.getTracer('medadmin');
  }

  request(request: Request, response: Response, next: () => void): void {
    const from = this.propagator.extract(ROOT_CONTEXT, request.headers, defaultTextMapGetter);
    const span = this.spans.startSpan('request', { kind: SpanKind.SERVER }, from);
    onResponseEnd(response, () => {
      describe(span, request, response);
      span.end();
    });
    this.contexts.run(trace.setSpan(from, span), next);
  }

  async span<T>(name: string, facts: SpanFacts, work: () => Promise<T>): Promise<T> {
    const parent = this.contexts.getStore() ?? ROOT_CONTEXT;
    const span = this.spans.startSpan(name, { attributes: facts }, parent);
    try {
      return await this.contexts.run(trace.setSpan(parent, span), work);
    } catch (error) {
      // Messages of errors may hold values; names and codes do not.
      span.setAttribute('error.type', error instanceof ProblemError ? error.code : nameOf(error));
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  }
}

/** The pattern of the route and numbers: never the address, a header or a body. */
function describe(span: Span, request: TracedRequest, response: Response): void {
  const { path } = (request.route ?? {}) as { path?: unknown };
  const route = typeof path === 'string' ? path : undefined;
  const { principal, problem, requestId = '' } = request;
  span.updateName(route === undefined ? request.method : `${request.method} ${route}`);
  span.setAttributes({
    'http.request.method': request.method,
    ...(route !== undefined && { 'http.route': route }),
    ...(response.writableFinished && { 'http.response.status_code': response.statusCode }),
    'medadmin.request.id': requestId,
    ...(principal && { 'medadmin.user.id': principal.userId }),
    ...(principal?.companyId && { 'medadmin.company.id': principal.companyId }),
    ...(problem && { 'error.type': problem }),
  });
  if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}
