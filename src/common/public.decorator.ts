import { type CustomDecorator, SetMetadata } from '@nestjs/common';

/** Metadata key of handlers that need no access token. */
export const IS_PUBLIC = 'medadmin:isPublic';

/** Opens a handler, or all of a controller, to people who are not signed in; everything else is closed. */
export const Public = (): CustomDecorator => SetMetadata(IS_PUBLIC, true);
