import { Notification } from 'electron';

export interface CallNotice {
  readonly title: string;
  readonly body: string;
  /** On the button, where the system has buttons. */
  readonly log: string;
  readonly onLog: () => void;
  readonly onOpen: () => void;
}

/** Tells of a finished call in the system's own way. Kept until it is gone, or it would be collected with its buttons. */
export function createNotices(): (notice: CallNotice) => void {
  const shown = new Set<Notification>();
  return ({ title, body, log, onLog, onOpen }) => {
    if (!Notification.isSupported()) return;
    const notification = new Notification({ title, body, silent: true, actions: [{ type: 'button', text: log }] });
    notification.on('action', onLog);
    notification.on('click', onOpen);
    notification.on('close', () => shown.delete(notification));
    shown.add(notification);
    notification.show();
  };
}
