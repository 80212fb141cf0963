import { CompanyPeople } from '../../subscription/index.js';
import { MasterCompanyPeople } from '../company-people.js';
import { Members } from './members.js';
import { PeopleController } from './people.controller.js';
import { PeopleList } from './people-list.js';
import { PeopleAudit } from './people-audit.js';
import { PeopleService } from './people.service.js';
import { Seats } from './seats.js';
import { SentInvitations } from './sent-invitations.js';

/** What the people of companies need of the module. */
export const PEOPLE = {
  controllers: [PeopleController],
  providers: [
    Members,
    PeopleAudit,
    PeopleList,
    PeopleService,
    Seats,
    SentInvitations,
    { provide: CompanyPeople, useClass: MasterCompanyPeople },
  ],
};
