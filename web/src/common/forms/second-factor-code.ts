const APP_CODE = /^\d{6}$/;

/** What was typed, as the API wants it: six digits are a code of the app, anything else is a recovery code. */
export function codeOf(typed: string): { readonly code: string } | { readonly recoveryCode: string } {
  const code = typed.replaceAll(/\s/g, '');
  return APP_CODE.test(code) ? { code } : { recoveryCode: typed.trim() };
}

/** Forms have one field for both kinds of code. */
export const CODE_FIELDS = { recoveryCode: 'code' } as const;
