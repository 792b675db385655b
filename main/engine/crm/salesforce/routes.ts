import { appError, type AppError } from '../../../../shared/errors.ts';
import type { Direction } from '../../../../shared/call.ts';

/** A record of ours that is a voice call has the call's reference as its id; a task has an id of Salesforce's. */
export function isVoiceKey(id: string): boolean {
  return /^[0-9A-F]{12}$/.test(id);
}

/** Which of the two ways a call goes. Voice calls that were made afterwards can only be inbound. */
export function routeOf(direction: Direction, ways: { telephony: boolean; rest: boolean }): 'voice' | 'task' | 'none' {
  if (ways.telephony && direction === 'inbound') return 'voice';
  return ways.rest ? 'task' : 'none';
}

export function noWay(): AppError {
  const message =
    'The telephony API of Salesforce takes inbound calls only; sign in to the account as well to log the others as tasks.';
  return appError('refused', 'unsupported', message, { field: 'direction' });
}

export function needsSignIn(what: string): AppError {
  return appError('refused', 'unsupported', `Without a sign-in beside the telephony token Salesforce cannot ${what}.`);
}
