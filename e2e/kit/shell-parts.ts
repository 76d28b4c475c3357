/** What is always around the views: the filter, the palette, the sheet of keys, the range of time. */
import { expect, type Locator, type Page } from '@playwright/test';
import type { Viewer } from './viewer.ts';

export class ShellParts {
  readonly page: Page;

  constructor(viewer: Viewer) {
    this.page = viewer.page;
  }

  get filter(): Locator {
    return this.page.getByTestId('filter-input');
  }

  get options(): Locator {
    return this.page.getByTestId('filter-option');
  }

  get mistake(): Locator {
    return this.page.getByTestId('filter-mistake');
  }

  get library(): Locator {
    return this.page.getByTestId('filter-library');
  }

  get libraryPanel(): Locator {
    return this.page.getByTestId('filter-library-panel');
  }

  get undoButton(): Locator {
    return this.page.getByTestId('undo-button');
  }

  get palette(): Locator {
    return this.page.getByTestId('palette').getByRole('dialog');
  }

  get sheet(): Locator {
    return this.page.getByTestId('keys-sheet').getByRole('dialog');
  }

  get range(): Locator {
    return this.page.getByTestId('range-text');
  }

  async saveFilter(name: string): Promise<void> {
    await this.library.click();
    await this.libraryPanel.getByTestId('filter-name').fill(name);
    await this.libraryPanel.getByTestId('filter-save').click();
    await expect(this.libraryPanel.getByTestId('saved-filter').filter({ hasText: name })).toBeVisible();
    await this.page.keyboard.press('Escape');
    await expect(this.libraryPanel).toBeHidden();
  }

  /** Runs the first command that the palette finds. */
  async run(query: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+k');
    await this.page.getByTestId('palette-input').fill(query);
    await this.page.keyboard.press('Enter');
    await expect(this.palette).toBeHidden();
  }
}
