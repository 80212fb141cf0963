export * from './access.decorators.js';
export { Clock, SystemClock } from './clock.js';
export * from './common.errors.js';
export { CommonModule } from './common.module.js';
export * from './fields/index.js';
export { IdPipe } from './id.pipe.js';
export * from './idempotency.js';
export { assertReasonableShape } from './input-shape.js';
export * from './openapi.js';
export {
  ApiIdempotencyKey,
  ApiIdParam,
  EntryDto,
  listDescription,
  pageSchema,
  ResourceDocumentation,
} from './openapi-resource.js';
export * from './paging/index.js';
export * from './principal.js';
export * from './problem-codes.js';
export * from './problem.error.js';
export { ProblemFilter } from './problem.filter.js';
export * from './roles.js';
export type { RequestState, StatefulRequest } from './request-state.js';
export { ReadinessCheck } from './readiness-check.js';
export { onResponseEnd } from './response-end.js';
export { isAlive, isGone, workIdentity } from './process-identity.js';
export { toProblem } from './to-problem.js';
export { validationPipe } from './validation.js';
