import { Inject, Scope } from '@nestjs/common';
import type { FactoryProvider } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import type { DataSource, ObjectLiteral, Repository } from 'typeorm';
import { NoTenantError } from './tenancy.errors.js';
import type { TenantBinding } from './tenant-context.js';
import { TenantPool } from './tenant-pool.js';

const TENANT_DATA_SOURCE = Symbol('TENANT_DATA_SOURCE');

type EntityClass = new () => ObjectLiteral;

/** Injects the DataSource of the company that the request, or `Tenancy.run`, is bound to. */
export const InjectTenantDataSource = (): ParameterDecorator & PropertyDecorator => Inject(TENANT_DATA_SOURCE);

/** Injects that company's TypeORM repository of a clinic model; `TenancyModule.forFeature` provides it. */
export const InjectTenantRepository = (entity: EntityClass): ParameterDecorator & PropertyDecorator =>
  Inject(repositoryToken(entity));

/**
 * The one way to a company's database: one per DI sub-tree.
 * Durable and request-scoped: without `durable` the whole tree would be built for every request.
 */
export const tenantDataSourceProvider: FactoryProvider<DataSource> = {
  provide: TENANT_DATA_SOURCE,
  scope: Scope.REQUEST,
  durable: true,
  inject: [REQUEST, TenantPool],
  useFactory: (binding: TenantBinding | undefined, pool: TenantPool) => {
    if (binding && 'slot' in binding) return pool.open(binding.slot);
    throw binding && 'refusal' in binding ? binding.refusal : new NoTenantError();
  },
};

export function tenantRepositoryProvider(entity: EntityClass): FactoryProvider<Repository<ObjectLiteral>> {
  return {
    provide: repositoryToken(entity),
    scope: Scope.REQUEST,
    durable: true,
    inject: [TENANT_DATA_SOURCE],
    useFactory: (dataSource: DataSource) => dataSource.getRepository(entity),
  };
}

const tokens = new WeakMap<EntityClass, symbol>();

function repositoryToken(entity: EntityClass): symbol {
  const token = tokens.get(entity) ?? Symbol(`TenantRepository(${entity.name})`);
  tokens.set(entity, token);
  return token;
}

export { TENANT_DATA_SOURCE };
