import { loud } from '../loud.ts';

interface Filter {
  readonly urls: readonly string[];
}

type Before = (details: object, answer: (response: { cancel?: boolean; redirectURL?: string }) => void) => void;

/** `urls` of a filter, as Chromium's match patterns: `*` stands for any text. */
function matches({ urls }: Filter, url: string): boolean {
  return urls.some((pattern) => {
    if (pattern === '<all_urls>') return true;
    const source = pattern.split('*').map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    return new RegExp(`^${source.join('.*')}$`).test(url);
  });
}

let before: { filter: Filter; listener: Before } | undefined;

/** Of `session.webRequest` only what can refuse a request before it is made. */
export const webRequestApi = loud('session.webRequest', {
  onBeforeRequest(filterOrListener: Filter | Before | null, listener?: Before | null): void {
    if (filterOrListener === null || listener === null) before = undefined;
    else if (typeof filterOrListener === 'function') {
      before = { filter: { urls: ['<all_urls>'] }, listener: filterOrListener };
    } else if (listener !== undefined) before = { filter: filterOrListener, listener };
  },
});

export const webRequest = {
  get wanted(): boolean {
    return before !== undefined;
  },
  /** A listener that answers later than at once is not waited for: none of ours does. */
  cancels(url: string, { request, resourceType }: { request: { method: string }; resourceType: string }): boolean {
    if (before === undefined || !matches(before.filter, url)) return false;
    let cancel: boolean | undefined;
    before.listener({ url, method: request.method, resourceType: resourceType.toLowerCase() }, (response) => {
      cancel = response.cancel === true;
      if (response.redirectURL !== undefined) throw new Error('The test host does not know redirectURL.');
    });
    if (cancel === undefined) throw new Error('The test host does not know an onBeforeRequest that answers later.');
    return cancel;
  },
};
