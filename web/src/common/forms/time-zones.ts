/** The time zone of the reader's computer. */
export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** All time zones, with UTC, which browsers leave out of the list. */
export function timeZones(...also: readonly string[]): string[] {
  return [...new Set(['UTC', ...also, ...Intl.supportedValuesOf('timeZone')])].sort();
}
