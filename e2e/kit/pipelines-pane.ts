/** The Pipelines view as a user sees it. */
import { expect, type Locator } from '@playwright/test';
import type { Viewer } from './viewer.ts';

export class PipelinesPane {
  readonly viewer: Viewer;

  constructor(viewer: Viewer) {
    this.viewer = viewer;
  }

  get view(): Locator {
    return this.viewer.page.getByTestId('table-pipelines');
  }

  get rows(): Locator {
    return this.view.getByTestId('row');
  }

  get details(): Locator {
    return this.viewer.details;
  }

  /** Nodes of the graph. */
  get stages(): Locator {
    return this.details.getByTestId('pipeline-graph').getByTestId('stage');
  }

  get code(): Locator {
    return this.details.getByTestId('code-area');
  }

  get mistakes(): Locator {
    return this.details.getByTestId('editor-mistakes');
  }

  row(id: string): Locator {
    return this.view.locator(`[data-testid="row"][data-key="${id}"]`);
  }

  async expectState(id: string, state: string): Promise<void> {
    await expect(this.row(id), `${id} is ${state}`).toHaveAttribute('data-state', state);
  }

  async show(id: string, tab: 'graph' | 'file'): Promise<void> {
    await this.row(id).click();
    await this.details.getByTestId(`pipeline-tab-${tab}`).click();
  }

  /** Clicks the switch as a user does: what is drawn, not the hidden input. */
  async turn(id: string, on: boolean): Promise<void> {
    const input = this.row(id).getByTestId('pipeline-switch');
    if ((await input.isChecked()) === on) return;
    await input.dispatchEvent('click');
    await expect(input).toBeChecked({ checked: on });
  }

  /** What the card counts under this name. */
  async expectCount(id: string, name: string, count: RegExp): Promise<void> {
    const counter = this.row(id)
      .locator('dl > div')
      .filter({ has: this.viewer.page.locator(`dt:text-is("${name}")`) });
    await expect(counter.locator('dd'), `${name} of ${id}`).toHaveText(count);
  }

  /** Begins a new file with an entry of the menu. */
  async begin(entry: string): Promise<void> {
    await this.viewer.page.getByTestId('new-pipeline').click();
    await this.viewer.page.getByRole('menuitem', { name: entry }).click();
    await expect(this.code).toBeVisible();
  }

  /** Saves, once the text was found to have no mistakes. */
  async save(): Promise<void> {
    await expect(this.mistakes).toContainText('No mistakes');
    await this.details.getByTestId('editor-save').click();
    await expect(this.details.getByTestId('editor-answer')).toHaveText(/^Saved/);
  }

  /** Where its file is. */
  async file(): Promise<string> {
    return (await this.details.getByTestId('pipeline-file').textContent()) ?? '';
  }
}
