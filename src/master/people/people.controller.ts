import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { CurrentActor, CurrentPrincipal, IdPipe, MANAGERS, Roles, STAFF } from '../../common/index.js';
import type { Actor, Page, Principal } from '../../common/index.js';
import { companyOf } from '../../tenancy/index.js';
import { PeopleList } from './people-list.js';
import { ApiLeave, ApiListPeople, ApiPeople, ApiPerson, ApiRemovePerson, ApiUpdatePerson } from './people.openapi.js';
import { PeopleService } from './people.service.js';
import { PersonQuery, UpdatePersonDto } from './person.dto.js';
import type { PersonDto } from './person.dto.js';

@ApiPeople()
@Roles(...MANAGERS)
@Controller('api/users')
export class PeopleController {
  constructor(
    private readonly people: PeopleService,
    private readonly readers: PeopleList,
  ) {}

  @Get()
  @ApiListPeople()
  list(@CurrentPrincipal() principal: Principal, @Query() query: PersonQuery): Promise<Page<PersonDto>> {
    return this.readers.list(companyOf(principal), query);
  }

  @Get(':id')
  @ApiPerson()
  get(@CurrentPrincipal() principal: Principal, @Param('id', IdPipe) id: number): Promise<PersonDto> {
    return this.readers.get(companyOf(principal), id);
  }

  @Patch(':id')
  @ApiUpdatePerson()
  async update(
    @CurrentActor() by: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', IdPipe) id: number,
    @Body() changes: UpdatePersonDto,
  ): Promise<PersonDto> {
    await this.people.update(by, principal, id, changes);
    return this.readers.get(companyOf(principal), id);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiRemovePerson()
  remove(
    @CurrentActor() by: Actor,
    @CurrentPrincipal() principal: Principal,
    @Param('id', IdPipe) id: number,
  ): Promise<void> {
    return this.people.remove(by, principal, id);
  }

  @Post('leave')
  @HttpCode(204)
  @Roles(...STAFF)
  @ApiLeave()
  leave(@CurrentActor() by: Actor, @CurrentPrincipal() principal: Principal): Promise<void> {
    return this.people.leave(by, principal);
  }
}
