/** Full years on a day. Both dates `YYYY-MM-DD`; who was born on the 29th of February has their day on the 1st of March. */
export function ageOn(day: string, dateOfBirth: string): number {
  const years = Number(day.slice(0, 4)) - Number(dateOfBirth.slice(0, 4));
  return day.slice(5) < dateOfBirth.slice(5) ? years - 1 : years;
}
