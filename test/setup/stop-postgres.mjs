export default async function stopPostgres() {
  await globalThis.medadminTestPostgres?.stop();
}
