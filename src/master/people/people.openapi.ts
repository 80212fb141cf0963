import { applyDecorators } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiIdParam,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProblems,
  ApiSection,
  listDescription,
  pageSchema,
} from '../../common/index.js';
import { LISTED_PEOPLE, PersonDto } from './person.dto.js';

export const ApiPeople = (): ClassDecorator =>
  applyDecorators(
    ApiSection('users', 'The people of the company and their roles.'),
    ApiBearerAuth(),
    ApiExtraModels(PersonDto),
  );

export const ApiListPeople = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'listUsers',
      summary: 'A page of the people of the company',
      description: listDescription(LISTED_PEOPLE),
    }),
    ApiOkResponse({ schema: pageSchema(PersonDto) }),
    ApiProblems('validation-failed', 'subscription-inactive', 'forbidden'),
  );

export const ApiPerson = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({ operationId: 'getUser', summary: 'One person of the company' }),
    ApiIdParam(),
    ApiOkResponse({ type: PersonDto }),
    ApiProblems('validation-failed', 'subscription-inactive', 'forbidden', 'not-found'),
  );

export const ApiUpdatePerson = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'updateUser',
      summary: 'Change somebody’s role, or switch them off or on',
      description:
        'Acts within a second. Who is switched off cannot sign in and does not count against the plan. Owners are ' +
        'managed by owners only; one active owner stays.',
    }),
    ApiIdParam(),
    ApiOkResponse({ type: PersonDto }),
    ApiProblems('subscription-inactive', 'forbidden', 'plan-limit-reached', 'not-found', 'conflict'),
  );

export const ApiRemovePerson = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'deleteUser',
      summary: 'Remove somebody from the company',
      description: 'Their account and sessions end; username and e-mail address are free again.',
    }),
    ApiIdParam(),
    ApiNoContentResponse({ description: 'The person is gone.' }),
    ApiProblems('subscription-inactive', 'forbidden', 'not-found', 'conflict'),
  );

export const ApiLeave = (): MethodDecorator =>
  applyDecorators(
    ApiOperation({
      operationId: 'leaveCompany',
      summary: 'Leave the company',
      description: 'One’s account and sessions end. The last active owner cannot leave.',
    }),
    ApiNoContentResponse({ description: 'The account is gone.' }),
    ApiProblems('subscription-inactive', 'forbidden', 'conflict'),
  );
