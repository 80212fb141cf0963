import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { findRows, Idempotent, SuperusersOnly } from '../../common/index.js';
import type { IdempotentRequest, Page } from '../../common/index.js';
import { ServerCatalogue, ServerReach } from '../../database/index.js';
import type { ServerLoad } from '../../database/index.js';
import { RepeatableWork } from '../repeatable-work.js';
import { AddServerDto, ChangeServerDto, LISTED_SERVERS, ServerListQuery } from './server.dto.js';
import type { ServerDto } from './server.dto.js';
import { ApiAddServer, ApiChangeServer, ApiListServers, ApiServers } from './servers.openapi.js';

const SERVERS = `
  SELECT server.name AS "id", server.name AS "name", url_setting AS "urlSetting", region AS "region", capacity AS "capacity", state AS "state",
    (SELECT count(*) FROM database_place place WHERE place.server = server.name) AS "companies"
  FROM database_server server`;

@ApiServers()
@SuperusersOnly()
@Controller('api/admin/servers')
export class ServersController {
  constructor(
    @InjectDataSource() private readonly master: DataSource,
    private readonly catalogue: ServerCatalogue,
    private readonly reach: ServerReach,
    private readonly repeatable: RepeatableWork,
  ) {}

  @Get()
  @ApiListServers()
  async list(@Query() query: ServerListQuery): Promise<Page<ServerDto>> {
    const { sort = 'name' } = query;
    const page = await findRows<ServerLoad & { id: string }>(
      this.master.manager,
      { ...query, sort },
      { ...LISTED_SERVERS, select: SERVERS },
    );
    const items = page.items.map(({ id: _id, ...row }) => this.told({ ...row, companies: Number(row.companies) }));
    return { ...page, items: await Promise.all(items) };
  }

  @Post()
  @ApiAddServer()
  add(@Body() input: AddServerDto, @Idempotent() request: IdempotentRequest | undefined): Promise<ServerDto> {
    const { region = null, ...server } = input;
    return this.repeatable.once(request, async () =>
      this.told(await this.catalogue.add({ ...server, region, state: 'open' })),
    );
  }

  @Patch(':name')
  @ApiChangeServer()
  async change(@Param('name') name: string, @Body() changes: ChangeServerDto): Promise<ServerDto> {
    return this.told(await this.catalogue.change(name, { ...changes }));
  }

  private async told(server: ServerLoad): Promise<ServerDto> {
    return { ...server, isReachable: await this.reach.isReachable(server.name) };
  }
}
