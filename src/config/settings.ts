import { ServerPlacementSettings } from './server-placement-settings.js';

/**
 * The settings, each declared in one of the groups' files and nowhere else. Frozen once loaded. A group's class extends
 * that of the group before it, so that documents list them in this order.
 */
export class Settings extends ServerPlacementSettings {}
