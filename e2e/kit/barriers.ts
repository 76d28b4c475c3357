/** What keeps people out of a page, as axe finds it. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

type ColorScheme = 'light' | 'dark';

/** A theme is other colours and nothing else. */
const RULES_OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/**
 * What axe found, one line each: rule, how bad, and the elements. An open menu may lie outside of landmarks: it has the focus from
 * when it opens until it closes, so that nobody has to look for it.
 */
async function found(page: Page, rules: readonly string[] | null): Promise<string[]> {
  // Electron has no second page, which the other mode wants.
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  const { violations } = await (rules === null ? axe : axe.withRules([...rules])).analyze();
  const menus = await page.getByRole('menu').count();
  return violations
    .map((violation) =>
      violation.id === 'region' && menus > 0
        ? { ...violation, nodes: violation.nodes.filter(({ html }) => !html.includes('data-portal=')) }
        : violation,
    )
    .filter(({ nodes }) => nodes.length > 0)
    .map(
      ({ id, impact, nodes }) =>
        `${id} (${impact ?? '?'}): ${nodes
          .slice(0, 4)
          .map(
            ({ html, failureSummary }) => `${html.slice(0, 160)} [${(failureSummary ?? '').replaceAll(/\s+/g, ' ')}]`,
          )
          .join(' · ')}`,
    );
}

/** Goes on after a finding, so that one run tells of all. `where` is what is on screen. */
export async function expectNoBarriers(
  page: Page,
  where: string,
  schemes: readonly ColorScheme[] = ['light', 'dark'],
): Promise<void> {
  // What only hovers is not content.
  await page.mouse.move(1, 1);
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
    const rules = colorScheme === schemes[0] ? null : RULES_OF_COLOURS;
    expect.soft(await found(page, rules), `${where}, ${colorScheme}`).toEqual([]);
  }
}
