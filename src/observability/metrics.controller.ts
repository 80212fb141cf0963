import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ApiOperation, ApiProduces, ApiOkResponse, ApiTags, ProblemError, Public } from '../common/index.js';
import { Settings } from '../config/index.js';
import { mayReadMetrics } from './metrics-access.js';
import { Metrics } from './metrics.js';

@ApiTags('operation')
@Controller('metrics')
@Public()
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly settings: Settings,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'metrics',
    summary: 'What this process counts and times, for Prometheus',
    description:
      'On this port for the machine itself only, and not at all when `METRICS_PORT` or `TRUST_PROXY` is set.',
    security: [],
  })
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: 'Figures in the text format of Prometheus.', schema: { type: 'string' } })
  async read(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (!mayReadMetrics(this.settings, request))
      throw new ProblemError('not-found', 'There is nothing at this address.');
    const { text, contentType } = await this.metrics.read();
    response.setHeader('Content-Type', contentType);
    response.setHeader('Cache-Control', 'no-store');
    response.end(text);
  }
}
