import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiResponse, ApiSection, Public } from '../common/index.js';
import { ReadinessState } from './readiness.js';
import type { Readiness } from './readiness.js';

class LivenessDto {
  @ApiProperty({ type: String, enum: ['alive'], example: 'alive' })
  status!: 'alive';
}

class ReadinessDto {
  @ApiProperty({ type: String, enum: ['ready', 'not-ready'], example: 'ready' })
  status!: 'ready' | 'not-ready';

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: { process: 'ok', master: 'ok' } })
  checks!: Record<string, string>;
}

@ApiSection('operation', 'Whether the process runs and should be sent requests.')
@Controller('health')
@Public()
export class HealthController {
  constructor(private readonly readiness: ReadinessState) {}

  @Get('live')
  @ApiOperation({ operationId: 'live', summary: 'Whether the process runs', security: [] })
  @ApiOkResponse({ type: LivenessDto })
  live(): LivenessDto {
    return { status: 'alive' };
  }

  @Get('ready')
  @ApiOperation({ operationId: 'ready', summary: 'Whether the process should be sent requests', security: [] })
  @ApiOkResponse({ type: ReadinessDto })
  @ApiResponse({ status: 503, description: 'Not ready; `checks` says why.', type: ReadinessDto })
  async ready(@Res({ passthrough: true }) response: Response): Promise<Readiness> {
    const readiness = await this.readiness.read();
    if (readiness.status !== 'ready') response.status(503);
    return readiness;
  }
}
