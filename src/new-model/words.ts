/** `LabResult`, of lab-result. */
export function pascal(kebab: string): string {
  return kebab.split('-').map(capitalized).join('');
}

/** `labResult`, of lab-result. */
export function camel(kebab: string): string {
  const name = pascal(kebab);
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** `lab_result`, of lab-result or labResult. */
export function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll('-', '_');
}

/** `lab result`, of lab-result or labResult. */
export function spaced(name: string): string {
  return snake(name).replaceAll('_', ' ');
}

/** `LAB_RESULT`, of labResult. */
export function screaming(name: string): string {
  return snake(name).toUpperCase();
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `an invoice`, `a lab result`. */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
