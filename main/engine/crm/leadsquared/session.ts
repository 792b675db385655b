import { appError } from '../../../../shared/errors.ts';
import { fail, ok, type Result } from '../../../../shared/result.ts';
import type { Call, Send } from './client.ts';
import { usersAnswer, whoAnswer } from './answers.ts';
import { appOrigin, originIn, originNamed } from './links.ts';
import type { OperationName } from './operations.ts';

/** What LeadSquared says about the keys and their owner. */
export interface Who {
  /** Where the account's data is. */
  readonly origin: string;
  readonly app: string;
  /** The user in whose name calls are logged. */
  readonly userId: string;
  readonly name: string;
  readonly company: string;
  readonly companyId: string | null;
  readonly timeZone: string | null;
  /** The first of the user's own numbers. */
  readonly phone: string | null;
}

export interface Session {
  /** Asks once, then knows. */
  who(): Promise<Result<Who>>;
  /** Asks again: the sign-in probe. */
  renew(): Promise<Result<Who>>;
  call<T>(operation: OperationName, call: Call<T>): Promise<Result<T>>;
  /** Where people work, as far as is known by now. */
  app(): string;
}

/**
 * The host of the region is found by asking any of LeadSquared's hosts who owns the keys: that one question is answered
 * everywhere, every other one only at home. `userEmail`: the user to log for, when the keys are an administrator's.
 */
export function createSession(send: Send, baseUrl: string, userEmail?: string): Session {
  const configured = baseUrl.replace(/\/+$/, '').toLowerCase();
  let known: Promise<Result<Who>> | undefined;
  let latest: Who | undefined;

  function renew(): Promise<Result<Who>> {
    const asked = ask(send, configured, userEmail);
    known = asked;
    void asked.then((answer) => {
      if (answer.ok) latest = answer.value;
      else if (known === asked) known = undefined;
    });
    return asked;
  }

  const who = (): Promise<Result<Who>> => known ?? renew();

  return {
    who,
    renew,
    async call(operation, call) {
      const me = await who();
      if (!me.ok) return me;
      const answer = await send(me.value.origin, operation, call);
      // The account may have moved to another region: the next question finds out.
      if (!answer.ok && answer.error.category === 'sign_in') known = undefined;
      return answer;
    },
    app: () => latest?.app ?? appOrigin(null, configured),
  };
}

async function ask(send: Send, configured: string, userEmail: string | undefined): Promise<Result<Who>> {
  let told: string | undefined;
  const keysRefused = (body: string): void => void (told = originIn(body, configured));
  let answer = await send(configured, 'whoAmI', { answer: whoAnswer, keysRefused });
  if (!answer.ok && told !== undefined && told !== configured) {
    answer = await send(told, 'whoAmI', { answer: whoAnswer });
  }
  if (!answer.ok) return answer;
  const me = answer.value;
  const origin = originNamed(me.LSQCommonServiceURLs?.api, configured) ?? told ?? configured;
  const who: Who = {
    origin,
    app: appOrigin(me.LSQCommonServiceURLs?.app ?? null, origin),
    userId: me.Id,
    name: me.Name ?? me.PassPhrase ?? '',
    company: me.OrgDisplayName ?? '',
    companyId: filled(me.OrgId),
    timeZone: filled(me.TimeZone),
    phone: filled(me.AssociatedPhoneNumbers?.split(/[,;]/)[0]?.trim()),
  };
  const own = [me.PassPhrase, me.EmailAddress].some((email) => same(email, userEmail));
  return userEmail === undefined || own ? ok(who) : inTheNameOf(send, who, userEmail);
}

async function inTheNameOf(send: Send, who: Who, email: string): Promise<Result<Who>> {
  const users = await send(who.origin, 'listUsers', { answer: usersAnswer });
  if (!users.ok) return users;
  const user = users.value.find((each) => same(each.EmailAddress, email) && String(each.StatusCode ?? 0) === '0');
  if (user === undefined) {
    return fail(
      appError('sign_in', 'user_unknown', 'LeadSquared has no active user with the e-mail address in userEmail.'),
    );
  }
  const name = [user.FirstName, user.LastName].filter(Boolean).join(' ');
  return ok({ ...who, userId: user.ID, name: name === '' ? email : name, phone: null });
}

function same(a: string | null | undefined, b: string | undefined): boolean {
  return a != null && b !== undefined && a.trim().toLowerCase() === b.trim().toLowerCase();
}

function filled(text: string | null | undefined): string | null {
  return text == null || text === '' ? null : text;
}
