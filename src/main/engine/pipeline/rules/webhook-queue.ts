/**
 * Posts what rules have to say to one address: one post at a time, at most one a second, everything that is waiting in it. An
 * address that is slow or away holds up nobody: what does not fit is dropped, counted and told.
 */
import { failure, type Failure, type Result } from '#base/result.ts';
import type { Json } from '#contract/plugins/json.ts';
import type { PluginClock } from '../plugins/ports.ts';

const MAX_WAITING = 1000;
const MAX_IN_POST = 100;
const BETWEEN_POSTS_MS = 1000;

export interface WebhookParts {
  readonly clock: PluginClock;
  /** What is around the alerts in each post. */
  readonly about: { readonly [key: string]: Json };
  post(url: string, body: Json): Promise<Result<null>>;
  warn(failure: Failure): void;
}

export class WebhookQueue {
  private readonly url: string;
  private readonly parts: WebhookParts;
  private waiting: Json[] = [];
  private dropped = 0;
  private posting = false;
  private cancelTimer: (() => void) | null = null;
  private idle: (() => void)[] = [];
  private closing = false;

  constructor(url: string, parts: WebhookParts) {
    this.url = url;
    this.parts = parts;
  }

  add(alert: Json): void {
    if (this.waiting.length >= MAX_WAITING) this.dropped++;
    else this.waiting.push(alert);
    this.go();
  }

  /** Posts what is waiting, without pauses. */
  flush(): Promise<void> {
    this.closing = true;
    this.cancelTimer?.();
    this.cancelTimer = null;
    return new Promise((resolve) => {
      this.idle.push(resolve);
      this.go();
    });
  }

  /** Nothing more is posted. */
  close(): void {
    this.cancelTimer?.();
    this.cancelTimer = null;
    this.waiting = [];
  }

  private go(): void {
    if (this.posting || this.cancelTimer !== null) return;
    if (this.waiting.length === 0) {
      for (const resolve of this.idle.splice(0)) resolve();
      return;
    }
    const alerts = this.waiting.splice(0, MAX_IN_POST);
    const { dropped } = this;
    this.dropped = 0;
    this.posting = true;
    void this.post(alerts, dropped);
  }

  private async post(alerts: readonly Json[], dropped: number): Promise<void> {
    const { about, post, warn, clock } = this.parts;
    const posted = await post(this.url, { ...about, alerts, dropped });
    if (!posted.ok) {
      const lost = alerts.length + dropped;
      const { code, message, remedy } = posted.failure;
      const words = `Webhook ${this.url}: ${message}; alerts lost: ${lost}`;
      warn(failure(code, words, remedy === undefined ? {} : { remedy }).failure);
    } else if (dropped > 0) {
      warn(failure('unavailable', `Webhook ${this.url} is too slow; alerts lost: ${dropped}`).failure);
    }
    this.posting = false;
    if (this.closing) return this.go();
    this.cancelTimer = clock.after(BETWEEN_POSTS_MS, () => {
      this.cancelTimer = null;
      this.go();
    });
  }
}
