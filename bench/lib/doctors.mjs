/** The body of a new doctor; `license` makes it unlike any other. */
export function bodyOf(license) {
  return {
    firstName: 'Grace',
    lastName: 'Hopper',
    email: `grace.hopper.${license}@cityhospital.com`,
    phone: '+1 555 0101',
    specialty: 'Cardiology',
    licenseNumber: `MD-${license}`,
  };
}
