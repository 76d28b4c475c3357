/** The system's notifications through the page's own interface, in a browser. */
import type { NoticePermission, NoticePort } from './state/alert-notices.ts';

export function createNoticePort(): NoticePort {
  const known = (): NoticePermission => {
    // A page that was not served securely cannot ask, and is told that the user refused.
    if (!('Notification' in globalThis) || !globalThis.isSecureContext) return 'unsupported';
    return PERMISSIONS[Notification.permission];
  };
  return {
    permission: known,
    request: async () => {
      if (known() === 'undecided') await Notification.requestPermission();
      return known();
    },
    show: (title, body, onClick) => {
      // Whoever looks at the page sees it there.
      if (document.hasFocus()) return;
      const notice = new Notification(title, { body });
      notice.addEventListener('click', () => {
        window.focus();
        notice.close();
        onClick();
      });
    },
  };
}

const PERMISSIONS: Readonly<Record<globalThis.NotificationPermission, NoticePermission>> = {
  granted: 'granted',
  denied: 'denied',
  default: 'undecided',
};
