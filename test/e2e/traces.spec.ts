import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerCompany } from '../support/api-client.js';
import type { ApiClient } from '../support/api-client.js';
import { BuiltServer } from '../support/built-server.js';
import { addDoctor } from '../support/clinic.js';
import { attributesOf, TraceCollector } from '../support/trace-collector.js';

describe('traces', () => {
  let collector: TraceCollector;
  let server: BuiltServer;
  let clinic: ApiClient;
  beforeAll(async () => {
    collector = await TraceCollector.start();
    server = await BuiltServer.start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    clinic = (await registerCompany(server.api)).api;
    await addDoctor(clinic);
  });
  afterAll(async () => {
    await server.stop();
    collector.stop();
  });

  it('have a span for a request, by the pattern of its route', async () => {
    await clinic.get('/api/doctors/1?q=canary');
    expect(attributesOf(await collector.span('GET /api/doctors/:id'))).toMatchObject({
      'http.request.method': 'GET',
      'http.route': '/api/doctors/:id',
      'http.response.status_code': 200,
      'medadmin.request.id': expect.any(String),
      'medadmin.user.id': 1,
      'medadmin.company.id': 1,
    });
  });

  it('have one within it for the opening of a company, and for each transaction', async () => {
    const request = await collector.span('POST /api/doctors');
    const opening = await collector.span('tenant open');
    expect([opening.traceId, opening.parentSpanId]).toEqual([request.traceId, request.spanId]);
    const inRequest = collector.spans.filter(
      ({ traceId, name }) => traceId === request.traceId && name === 'transaction',
    );
    expect(inRequest.map(({ parentSpanId }) => parentSpanId)).toContain(request.spanId);
    expect(Object.keys(attributesOf(inRequest[0]!))).toEqual(['db.system.name']);
  });

  it('go on with the trace that a request belongs to', async () => {
    const [traceId, spanId] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
    await clinic.get('/api/patients', { traceparent: `00-${traceId}-${spanId}-01` });
    const span = await collector.span('GET /api/patients');
    expect([span.traceId, span.parentSpanId]).toEqual([traceId, spanId]);
  });

  it('tell of a problem its code', async () => {
    await server.api.get('/api/appointments');
    expect(attributesOf(await collector.span('GET /api/appointments'))).toMatchObject({
      'error.type': 'unauthenticated',
    });
  });

  it('are all sent before the process ends, and keep it no longer when nobody takes them', async () => {
    const other = await BuiltServer.start({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    await other.api.get('/api/plans');
    await other.stop();
    expect(collector.spans.map(({ name }) => name)).toContain('GET /api/plans');
    const lonely = await BuiltServer.start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
    await lonely.api.get('/api/plans');
    expect(await lonely.stop()).toBe(0);
  });
});
