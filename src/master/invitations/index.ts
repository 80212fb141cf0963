import { AcceptanceService } from './acceptance.service.js';
import { InvitationList } from './invitation-list.js';
import { InvitationsController } from './invitations.controller.js';
import { InvitationsService } from './invitations.service.js';

/** What invitations need of the module. */
export const INVITATIONS = {
  controllers: [InvitationsController],
  providers: [AcceptanceService, InvitationList, InvitationsService],
};
