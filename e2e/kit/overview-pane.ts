/** The overview as a user sees it. */
import type { Locator } from '@playwright/test';
import type { Viewer } from './viewer.ts';

type ListName = 'host' | 'talker' | 'service' | 'process' | 'names';

export class OverviewPane {
  readonly viewer: Viewer;

  constructor(viewer: Viewer) {
    this.viewer = viewer;
  }

  get chart(): Locator {
    return this.viewer.page.getByTestId('overview-chart');
  }

  get legend(): Locator {
    return this.viewer.page.getByTestId('overview-legend');
  }

  get totals(): Locator {
    return this.viewer.page.getByTestId('overview-totals');
  }

  /** The way back to the whole capture. */
  get whole(): Locator {
    return this.viewer.page.getByTestId('overview-whole');
  }

  async open(): Promise<void> {
    await this.viewer.goTo('overview');
  }

  async tellApartBy(dimension: string): Promise<void> {
    const choice = this.viewer.page.getByTestId('overview-by');
    await choice
      .getByText(new RegExp(`^${dimension}$`, 'i'))
      .filter({ visible: true })
      .click();
    await this.viewer.page.locator(`[data-testid="overview-chart"][data-by="${dimension}"]`).waitFor();
  }

  rows(list: ListName): Locator {
    return this.viewer.page.getByTestId(`card-${list}`).getByTestId('rank-row');
  }

  row(list: ListName, label: string): Locator {
    return this.rows(list).filter({ hasText: label }).first().getByRole('button').first();
  }

  /** How many sessions a row says it stands for. */
  async sessionsOf(list: ListName, label: string): Promise<number> {
    const said = await this.row(list, label).textContent();
    return Number(/(\d+) sessions?$/.exec(said ?? '')?.[1]);
  }

  async menu(list: ListName, label: string, item: string): Promise<void> {
    await this.row(list, label).click({ button: 'right' });
    await this.viewer.page.getByTestId(item).click();
  }

  /** Across the chart, in shares of its width. */
  async drag(from: number, to: number): Promise<void> {
    const { mouse } = this.viewer.page;
    const at = await this.#placeOf();
    await mouse.move(at(from), at.y);
    await mouse.down();
    await mouse.move(at((from + to) / 2), at.y, { steps: 4 });
    await mouse.move(at(to), at.y, { steps: 4 });
    await mouse.up();
  }

  async hover(share: number): Promise<void> {
    const at = await this.#placeOf();
    await this.viewer.page.mouse.move(at(share), at.y);
  }

  async #placeOf(): Promise<((share: number) => number) & { readonly y: number }> {
    const box = await this.chart.getByTestId('range-area').boundingBox();
    if (box === null) throw new Error('The chart is not on screen');
    return Object.assign((share: number) => box.x + box.width * share, { y: box.y + box.height / 2 });
  }
}
