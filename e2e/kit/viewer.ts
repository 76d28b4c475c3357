/** The view as a user sees it: by test ids and roles, never by how it is built. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import type { Launched } from './hosts.ts';

export type TableName = 'sessions' | 'packets' | 'dns';
export type ViewName =
  | TableName
  | 'overview'
  | 'interfaces'
  | 'alerts'
  | 'plugins'
  | 'pipelines'
  | 'history'
  | 'settings';

export class Viewer {
  readonly page: Page;
  readonly program: Launched;

  constructor(program: Launched) {
    this.program = program;
    this.page = program.page;
  }

  get status(): Locator {
    return this.page.getByTestId('status-bar');
  }

  get details(): Locator {
    return this.page.getByTestId('details-panel');
  }

  /** What the program does first by itself has begun, or was refused: a later step is not overtaken by it. */
  async expectStarted(): Promise<void> {
    await expect(this.status).not.toContainText('Connecting');
    if (this.program.electron === null) return; // here the server began before the page
    const begun = this.status.filter({ hasText: /Capturing|Reading|Read to the end|Failed/ });
    await expect(begun.or(this.page.getByRole('alert')).first()).toBeVisible();
  }

  async goTo(view: ViewName): Promise<void> {
    await this.page.getByTestId(`nav-${view}`).click();
    await expect(this.page.getByTestId(`table-${view}`)).toBeVisible();
  }

  table(name: TableName): Locator {
    return this.page.getByTestId(`table-${name}`);
  }

  rows(name: TableName): Locator {
    return this.table(name).getByTestId('row');
  }

  /** Rows that pass the filter, on screen or not; once the engine has answered for the first time. */
  async rowCount(name: TableName): Promise<number> {
    const grid = this.table(name).getByRole('grid').and(this.page.locator('[aria-busy="false"]'));
    const count = await grid.getAttribute('aria-rowcount');
    return Number(count) - 1;
  }

  async expectRowCount(name: TableName, count: number): Promise<void> {
    await expect.poll(() => this.rowCount(name), `rows in ${name}`).toBe(count);
  }

  /** What a column shows, from the top, of the rows that are drawn. */
  async column(name: TableName, column: string): Promise<string[]> {
    return this.table(name).evaluate(
      (table, id) =>
        [...table.querySelectorAll('[data-testid="row"]')]
          .toSorted((a, b) => Number(a.getAttribute('aria-rowindex')) - Number(b.getAttribute('aria-rowindex')))
          .map((row) => row.querySelector(`[data-column="${id}"]`)?.textContent ?? ''),
      column,
    );
  }

  /** Types a filter and means it: what was suggested meanwhile is out of the way. */
  async filter(text: string): Promise<void> {
    const input = this.page.getByTestId('filter-input');
    await input.fill(text);
    await input.press('Enter');
    await expect(input).toHaveAttribute('aria-expanded', 'false');
  }

  async sortBy(column: string): Promise<void> {
    await this.page.getByTestId(`sort-${column}`).click();
  }

  /** Puts a column on screen that is not there at first. */
  async showColumn(name: TableName, column: string): Promise<void> {
    await this.table(name).getByTestId('columns-button').click();
    await this.page.getByTestId(`column-${column}`).click();
    await expect(this.table(name).getByTestId(`sort-${column}`)).toBeAttached();
    await this.page.keyboard.press('Escape');
    await expect(this.page.getByTestId('column-chooser')).toBeHidden();
  }

  async pause(): Promise<void> {
    await this.page.getByTestId('pause-button').click();
  }

  /** Starts a live capture in the capture dialog. */
  async capture(interfaceName: string, bpf: string): Promise<void> {
    await this.page.getByTestId('capture-button').click();
    const dialog = this.page.getByTestId('capture-dialog');
    // The default route is chosen already; only what the test names shall be.
    await expect(dialog.getByRole('checkbox', { name: interfaceName, exact: true })).toBeVisible();
    for (const box of await dialog.getByRole('checkbox').all()) {
      await box.setChecked((await box.getAttribute('aria-label')) === interfaceName);
    }
    await dialog.getByTestId('bpf-input').fill(bpf);
    await dialog.getByTestId('start-button').click();
    await expect(this.status).toContainText(`Capturing on ${interfaceName}`);
  }

  async stop(): Promise<void> {
    await this.page.getByTestId('stop-button').click();
  }

  /** What the status bar says of the capture, whatever the view shows. */
  async packetsCaptured(): Promise<number> {
    const text = await this.status.textContent();
    const digits = /(\d[\d\s.,\u2009\u202f]*)\s*packets/.exec(text ?? '')?.[1];
    return Number(digits?.replaceAll(/\D/g, ''));
  }

  /** Opens a capture with the button: through the native dialog, whose answer is set here, or the browser's file input. */
  async open(file: string): Promise<void> {
    await this.chooseWith(this.page.getByTestId('open-button'), file);
  }

  /** Answers the file dialog that a button opens, whichever the host has. */
  async chooseWith(button: Locator, file: string): Promise<void> {
    const { electron } = this.program;
    if (electron === null) {
      const chooser = this.page.waitForEvent('filechooser');
      await button.click();
      await (await chooser).setFiles(file);
    } else {
      await electron.evaluate(({ dialog }, path) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
      }, file);
      await button.click();
    }
  }

  /** Drops files or a folder on the window, as the file manager would. */
  async drop(...files: readonly string[]): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files: [...files], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x: 700, y: 450, data });
    }
    await session.detach();
  }

  /** Answers the question where to that `action` leads to, whichever way the host asks it. */
  async saveTo(target: string, action: () => Promise<void>): Promise<void> {
    const { electron } = this.program;
    if (electron === null) {
      const download = this.page.waitForEvent('download');
      await action();
      await (await download).saveAs(target);
    } else {
      await electron.evaluate(({ dialog }, path) => {
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
      }, target);
      await action();
    }
  }

  /** Exports the table on view with its filter; answers the file's text. */
  async exportTable(folder: string): Promise<string> {
    const target = join(folder, `export-${Date.now()}.csv`);
    await this.saveTo(target, () => this.page.getByTestId('export-button').click());
    // The file appears only when it is whole.
    const text = (): Promise<string> => readFile(target, 'utf8').catch(() => '');
    await expect.poll(async () => (await text()).length, 'bytes exported').toBeGreaterThan(0);
    return text();
  }
}
