import { applyDecorators, Controller, Delete, Get, HttpCode, Param } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiProblems,
  ApiTags,
  CurrentPrincipal,
  SignedIn,
} from '../../common/index.js';
import type { Principal } from '../../common/index.js';
import { OwnSessionDto } from './own-sessions.dto.js';
import { OwnSessions } from './own-sessions.js';

const ApiList = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'listSessions', summary: 'The devices on which one is signed in' }),
    ApiOkResponse({ type: [OwnSessionDto] }),
    ApiProblems('unauthenticated'),
  );

const ApiEnd = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'endSession',
      summary: 'Sign one of one’s devices out',
      description: 'It is refused within a second, by all processes.',
    }),
    ApiParam({ name: 'id', schema: { type: 'string', example: '0b0e7f1c-5d3a-4f43-9a53-0e7f1c5d3a4f' } }),
    ApiNoContentResponse({ description: 'The session has ended.' }),
    ApiProblems('unauthenticated', 'not-found'),
  );

const ApiEndOthers = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'endOtherSessions', summary: 'Sign all of one’s devices out but this one' }),
    ApiNoContentResponse({ description: 'The other sessions have ended.' }),
    ApiProblems('unauthenticated'),
  );

@ApiTags('auth')
@ApiBearerAuth()
@SignedIn()
@Controller('api/auth/sessions')
export class OwnSessionsController {
  constructor(private readonly own: OwnSessions) {}

  @Get()
  @ApiList()
  list(@CurrentPrincipal() principal: Principal): Promise<OwnSessionDto[]> {
    return this.own.list(principal);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiEnd()
  end(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<void> {
    return this.own.end(principal, id);
  }

  @Delete()
  @HttpCode(204)
  @ApiEndOthers()
  endOthers(@CurrentPrincipal() principal: Principal): Promise<void> {
    return this.own.endOthers(principal);
  }
}
