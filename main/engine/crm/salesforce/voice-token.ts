import { z } from 'zod';
import { appError, type AppError } from '../../../../shared/errors.ts';
import { parseJson } from './answers.ts';

const claimsShape = z.object({
  iss: z.string().nullish(),
  sub: z.string().nullish(),
  exp: z.number().nullish(),
  jti: z.string().nullish(),
});
type Claims = z.output<typeof claimsShape>;

/** Clocks of two machines may be this far apart. */
const CLOCKS_APART = 300_000;

/** What a token of the signing service says about itself; undefined when it is none that can be read. Not verified. */
export function claimsOf(token: string): Claims | undefined {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return undefined;
  return claimsShape.safeParse(parseJson(Buffer.from(payload, 'base64url').toString('utf8'))).data;
}

/** Why nothing can be sent with this token, as far as it can be seen from here. */
export function tokenProblem(token: string, callCenter: string, now: number): AppError | undefined {
  const refuse = (code: string, message: string): AppError => appError('sign_in', code, message);
  if (token === '') {
    return refuse('no_credential', 'There is no telephony token; get one from the signing service of your company.');
  }
  if (!/^[\x21-\x7e]+$/.test(token))
    return refuse('bad_credential', 'The telephony token holds signs that no token has.');
  const claims = claimsOf(token);
  if (claims?.exp != null && claims.exp * 1000 + CLOCKS_APART < now) {
    return refuse('token_expired', 'The telephony token has expired; get a new one from the signing service.');
  }
  if (claims?.sub != null && claims.sub !== callCenter) {
    return refuse('wrong_call_center', 'The telephony token is for another call centre; check `callCenter`.');
  }
  if (claims?.jti != null) {
    const message = 'The telephony token is good for one request only; the signing service must leave out `jti`.';
    return refuse('single_use_token', message);
  }
  return undefined;
}
