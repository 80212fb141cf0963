import type { INestApplication } from '@nestjs/common';
import { RequestMethod } from '@nestjs/common';
import { ModulesContainer, Reflector } from '@nestjs/core';
import { accessPolicy, allowsInactiveSubscription, needsStepUp } from '../../src/common/index.js';
import type { AccessPolicy } from '../../src/common/index.js';
import { countsAgainst } from '../../src/subscription/index.js';

export interface RoutePolicy {
  /** Method and path, as in `GET /api/doctors/:id`. */
  readonly route: string;
  /** Undefined: nobody may. */
  readonly policy: AccessPolicy | undefined;
  readonly allowsInactive: boolean;
  /** Asks people who have a second factor for a fresh proof. */
  readonly stepUp: boolean;
  /** What the plan limits that it adds to. */
  readonly counts: string | undefined;
}

type Controller = new (...args: never[]) => object;

const pathOf = (target: object): string => [Reflect.getMetadata('path', target) as string | string[]].flat()[0] ?? '';

/** What every handler says about who may call it, read from its decorators. */
export function routePolicies(app: INestApplication): RoutePolicy[] {
  return [...app.get(ModulesContainer).values()]
    .flatMap((module) => [...module.controllers.values()])
    .flatMap(({ metatype }) => policiesOf(metatype as Controller))
    .sort((a, b) => byPath(a).localeCompare(byPath(b), 'en'));
}

const byPath = ({ route }: RoutePolicy): string => route.split(' ').reverse().join(' ');

/** The same of one controller. */
export function policiesOf(controller: Controller): RoutePolicy[] {
  const reflector = new Reflector();
  const prototype = controller.prototype as Record<string, unknown>;
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = prototype[name];
    if (typeof handler !== 'function' || !Reflect.hasMetadata('method', handler)) return [];
    const method = RequestMethod[Reflect.getMetadata('method', handler) as number] ?? '';
    const path = `/${pathOf(controller)}/${pathOf(handler)}`.replace(/\/+/g, '/').replace(/(.)\/$/, '$1');
    const context = { getHandler: () => handler, getClass: () => controller as never };
    const policy = accessPolicy(reflector, context);
    const allowsInactive = allowsInactiveSubscription(reflector, context);
    const [stepUp, counts] = [needsStepUp(reflector, context), countsAgainst(reflector, context)];
    return [{ route: `${method} ${path}`, policy, allowsInactive, stepUp, counts }];
  });
}
