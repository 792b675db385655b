import type { NotificationConstructorOptions } from 'electron';
import { hostEvent, knownKeys, LoudEmitter } from '../loud.ts';
import { requireReady } from './app.ts';

const OPTIONS = [
  ...['title', 'subtitle', 'body', 'silent', 'icon', 'hasReply', 'timeoutType', 'replyPlaceholder', 'sound', 'urgency'],
  ...['actions', 'closeButtonText', 'toastXml', 'id', 'groupId'],
];

export class Notification extends LoudEmitter {
  static override eventsOf = ['show', 'click', 'close', 'reply', 'action', 'failed'];
  readonly title: string;
  readonly subtitle: string;
  readonly body: string;
  readonly silent: boolean;
  readonly urgency: string;
  readonly timeoutType: string;
  readonly actions: readonly { readonly type: string; readonly text?: string }[];
  readonly closeButtonText: string;

  constructor(options: NotificationConstructorOptions = {}) {
    super();
    requireReady('create Notification');
    knownKeys('Notification', options, OPTIONS);
    this.title = options.title ?? '';
    this.subtitle = options.subtitle ?? '';
    this.body = options.body ?? '';
    this.silent = options.silent ?? false;
    this.urgency = options.urgency ?? 'normal';
    this.timeoutType = options.timeoutType ?? 'default';
    this.actions = options.actions ?? [];
    this.closeButtonText = options.closeButtonText ?? '';
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    setImmediate(() => this.emit('show', hostEvent({})));
  }

  close(): void {
    this.emit('close', hostEvent({ reason: 'applicationHidden' }));
  }
}
