/** The Plugins view as a user sees it. */
import { expect, type Locator } from '@playwright/test';
import type { Viewer } from './viewer.ts';

export type PluginTab = 'output' | 'alerts' | 'configuration' | 'test' | 'counters' | 'about';

export class PluginsPane {
  readonly viewer: Viewer;

  constructor(viewer: Viewer) {
    this.viewer = viewer;
  }

  get rows(): Locator {
    return this.viewer.page.getByTestId('table-plugins').getByTestId('row');
  }

  get details(): Locator {
    return this.viewer.details;
  }

  get dialog(): Locator {
    return this.viewer.page.getByRole('dialog');
  }

  get output(): Locator {
    return this.details.getByTestId('plugin-output');
  }

  row(id: string): Locator {
    return this.viewer.page.getByTestId('table-plugins').locator(`[data-testid="row"][data-key="${id}"]`);
  }

  async names(): Promise<(string | null)[]> {
    const rows = await this.rows.all();
    return Promise.all(rows.map((row) => row.getAttribute('data-key')));
  }

  async expectState(id: string, state: string): Promise<void> {
    await expect(this.row(id), `${id} is ${state}`).toHaveAttribute('data-state', state);
  }

  async show(id: string, tab: PluginTab): Promise<void> {
    await this.row(id).click();
    await this.details.getByTestId(`plugin-tab-${tab}`).click();
  }

  /** Clicks the switch as a user does: what is drawn, not the hidden input. */
  async turn(id: string, on: boolean): Promise<void> {
    const input = this.row(id).getByTestId('plugin-switch');
    if ((await input.isChecked()) === on) return;
    await input.dispatchEvent('click');
    await expect(input).toBeChecked({ checked: on });
  }

  /** Chooses a file with the button; the question is open afterwards, or what was wrong with the file is said. */
  async choose(file: string): Promise<void> {
    await this.viewer.chooseWith(this.viewer.page.getByTestId('install-button'), file);
    await expect(this.dialog).toBeVisible();
  }

  async chooseUpdate(id: string, file: string): Promise<void> {
    await this.row(id).click();
    await this.viewer.chooseWith(this.details.getByTestId('plugin-update'), file);
    await expect(this.dialog).toBeVisible();
  }

  async confirmInstall(): Promise<void> {
    await this.dialog.getByTestId('install-confirm').click();
    await expect(this.dialog).toBeHidden();
  }
}
