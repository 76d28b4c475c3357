/** The Alerts view as a user sees it. */
import { expect, type Locator } from '@playwright/test';
import type { Viewer } from './viewer.ts';

export class AlertsPane {
  readonly viewer: Viewer;

  constructor(viewer: Viewer) {
    this.viewer = viewer;
  }

  get view(): Locator {
    return this.viewer.page.getByTestId('table-alerts');
  }

  /** One each for alerts that follow each other and say the same. */
  get alerts(): Locator {
    return this.view.getByTestId('alert');
  }

  /** Those that were folded into one before them and unfolded again. */
  get repeats(): Locator {
    return this.view.getByTestId('alert-repeat');
  }

  get badge(): Locator {
    return this.viewer.page.getByTestId('alert-badge');
  }

  get silenced(): Locator {
    return this.view.getByTestId('silenced-bar');
  }

  titled(title: string): Locator {
    return this.alerts.filter({ hasText: title });
  }

  /** How many alerts are listed, folded or not. */
  async count(): Promise<number> {
    const texts = await this.alerts.evaluateAll((items) =>
      items.map((item) => item.querySelector('[data-testid="repeats"]')?.textContent ?? '1'),
    );
    return texts.reduce((sum, text) => sum + Number.parseInt(text, 10), 0);
  }

  async expectCount(count: number): Promise<void> {
    await expect.poll(() => this.count(), 'alerts listed').toBe(count);
  }

  /** Chooses from what can be done about an alert. */
  async choose(alert: Locator, item: string): Promise<void> {
    await alert.getByTestId('alert-menu').click();
    await this.viewer.page.getByTestId(item).click();
  }

  /** Takes back what was just done. */
  async undo(): Promise<void> {
    const button = this.viewer.page.getByTestId('undo-button');
    // The one before it may still be fading out.
    await expect(button).toHaveCount(1);
    await button.click();
    await expect(button).toHaveCount(0);
  }
}
