/** The system's notifications: none while the window is in front, few at once, and a click leads to what they tell of. */
import { Notification } from 'electron';
import { NoticeBudget } from './notice-budget.ts';
import { noticeText } from './notice-text.ts';

/** Beyond it the oldest goes. */
const MOST_AT_ONCE = 3;

export interface NoticePorts {
  /** The user sees the window, and with it what a notice would tell. */
  isInFront(): boolean;
  clicked(): void;
}

export class AppNotices {
  readonly #ports: NoticePorts;
  readonly #budget: NoticeBudget = new NoticeBudget(() => performance.now());
  /** Kept, because nobody else does: what is collected is not clicked any more. The oldest first. */
  #shown: Notification[] = [];

  constructor(ports: NoticePorts) {
    this.#ports = ports;
  }

  get areSupported(): boolean {
    return Notification.isSupported();
  }

  show(title: string, body: string): void {
    if (this.#ports.isInFront() || !this.areSupported || !this.#budget.take()) return;
    const notice = new Notification({ title: noticeText(title), body: noticeText(body) });
    const gone = (): void => {
      this.#shown = this.#shown.filter((other) => other !== notice);
    };
    notice.on('click', () => {
      gone();
      this.#ports.clicked();
    });
    notice.on('close', gone);
    this.#shown.push(notice);
    if (this.#shown.length > MOST_AT_ONCE) this.#shown.shift()?.close();
    notice.show();
  }
}
