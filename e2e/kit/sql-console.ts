/** The console of the view "History". */
import type { Locator, Page } from '@playwright/test';
import type { Viewer } from './viewer.ts';

export class SqlConsole {
  readonly viewer: Viewer;
  readonly page: Page;
  readonly text: Locator;
  readonly completions: Locator;
  readonly mistake: Locator;
  /** How many rows came, and how long it took. */
  readonly facts: Locator;

  constructor(viewer: Viewer) {
    this.viewer = viewer;
    this.page = viewer.page;
    this.text = viewer.page.getByTestId('code-area');
    this.completions = viewer.page.getByTestId('completions');
    this.mistake = viewer.page.getByTestId('sql-mistake');
    this.facts = viewer.page.getByTestId('query-facts');
  }

  /** In place of what is there. */
  async ask(sql: string): Promise<void> {
    await this.text.fill(sql);
    await this.text.press('Control+Enter');
  }

  /** Of the table of the result. */
  cell(row: number, column: number): Locator {
    return this.page.getByTestId('table-result').getByTestId('row').nth(row).locator(`[data-column="${column}"]`);
  }
}
