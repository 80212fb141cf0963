export { createHttpApp } from './http-app.js';
export type { HttpApp } from './http-app.js';
export { HTTP_MEASURES, HttpModule } from './http.module.js';
export { createLogger, NestLogger } from './logger.js';
export type { Logger } from './logger.js';
export { openApiDocument } from './openapi-document.js';
export { TooManyRequestsError } from './http.errors.js';
export { LimitRegistration, LimitSignIn, RateLimitGuard } from './rate-limit.js';
export { ReadinessState } from './readiness.js';
