import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ApiExcludeController, ProblemError, Public } from '../common/index.js';
import { Settings } from '../config/index.js';
import { mayReadMetrics } from './metrics-access.js';
import { Metrics } from './metrics.js';

/** Not part of the API: nothing but Prometheus reads it. */
@ApiExcludeController()
@Controller('metrics')
@Public()
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly settings: Settings,
  ) {}

  @Get()
  async read(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (!mayReadMetrics(this.settings, request))
      throw new ProblemError('not-found', 'There is nothing at this address.');
    const { text, contentType } = await this.metrics.read();
    response.setHeader('Content-Type', contentType);
    response.setHeader('Cache-Control', 'no-store');
    response.end(text);
  }
}
