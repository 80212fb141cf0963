import { OwnSessions } from '../sessions/own-sessions.js';
import { OwnSessionsController } from '../sessions/own-sessions.controller.js';
import { AccountMails } from './account-mails.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { CookieSessions } from './cookies/index.js';
import { Identities } from './identities.js';
import { LoginGuard } from './login.guard.js';
import { RoleGuard } from './role.guard.js';
import { SessionEnds } from './session-ends.js';
import { SessionStart } from './session-start.js';
import { SignInAudit } from './sign-in-audit.js';
import { SignInService } from './sign-in.service.js';
import { FreshProofs } from './step-up/fresh-proofs.js';
import { StepUpController } from './step-up/step-up.controller.js';
import { StepUpGuard } from './step-up/step-up.guard.js';
import { KnownDevices } from './throttle/known-devices.js';
import { SignInThrottle } from './throttle/sign-in-throttle.js';

/** What signing in and staying signed in need of the module. */
export const AUTH = {
  controllers: [AuthController, OwnSessionsController, StepUpController],
  providers: [
    AccountMails,
    AuthService,
    CookieSessions,
    FreshProofs,
    Identities,
    KnownDevices,
    LoginGuard,
    OwnSessions,
    RoleGuard,
    SessionEnds,
    SessionStart,
    SignInAudit,
    SignInService,
    SignInThrottle,
    StepUpGuard,
  ],
};
