import { applyDecorators, Body, Controller, HttpCode, Ip, Post, Req } from '@nestjs/common';
import type { Request } from 'express';
import { ApiNoContentResponse, ApiOperation, ApiProblems, ApiTags, Public, Text } from '../../common/index.js';
import { LimitSignIn } from '../../http/index.js';
import { SignInAudit } from '../auth/sign-in-audit.js';
import { NewPassword } from '../fields.js';
import { PasswordResets } from './password-resets.js';

export class ForgotPasswordDto {
  /** Username or e-mail address. */
  @Text({ min: 1, max: 254, example: 'ada.brown' })
  username!: string;
}

export class ResetPasswordDto {
  /** Of the link in the mail. */
  @Text({ min: 1, max: 200, example: 'Zm9yLW9uZS11c2Utb25seS1hLXJlc2V0LXRva2Vu' })
  token!: string;

  @NewPassword()
  newPassword!: string;
}

const ApiForgotPassword = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'forgotPassword',
      summary: 'Have a link sent to set a new password',
      description:
        'Answered the same whether there is such a user or not. The link works once, for 30 minutes; at most three are ' +
        'sent to one person in an hour.',
      security: [],
    }),
    ApiNoContentResponse({ description: 'If there is such a user, a mail is on its way.' }),
    ApiProblems('validation-failed', 'too-many-requests'),
  );

const ApiResetPassword = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'resetPassword',
      summary: 'Set a new password by the link in a mail',
      description: 'All sessions end. Signing in with the new password needs the second factor, if there is one.',
      security: [],
    }),
    ApiNoContentResponse({ description: 'The password is set.' }),
    ApiProblems('validation-failed', 'not-found', 'too-many-requests', 'unavailable'),
  );

@ApiTags('auth')
@Public()
@Controller('api/auth')
export class PasswordResetController {
  constructor(
    private readonly resets: PasswordResets,
    private readonly audit: SignInAudit,
  ) {}

  @Post('forgot-password')
  @HttpCode(204)
  @LimitSignIn()
  @ApiForgotPassword()
  forgot(@Body() { username }: ForgotPasswordDto, @Ip() address: string): Promise<void> {
    return this.resets.request(username, address);
  }

  @Post('reset-password')
  @HttpCode(204)
  @LimitSignIn()
  @ApiResetPassword()
  async reset(@Body() { token, newPassword }: ResetPasswordDto, @Req() request: Request): Promise<void> {
    await this.audit.passwordReset(request, await this.resets.reset(token, newPassword));
  }
}
