// node see-window.mjs PORT IMAGE: what the page of a running Netloupe shows, through Chromium's debugging port, as JSON.
// Run where the port is: in the network namespace of the test's system.
import { chromium } from '@playwright/test';

const [port, image] = process.argv.slice(2);
const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
const page = browser.contexts()[0].pages()[0];
await page.waitForFunction(() => document.querySelector('main, [role=main]') !== null);
await page.waitForFunction(() => document.querySelector('[data-testid=start-button], table, [role=grid]') !== null);
await page.screenshot({ path: image });
// The first page captures nothing before it is told to.
const start = page.getByTestId('start-button');
if (await start.isVisible()) await start.click();
const seen = { title: await page.title(), url: page.url(), text: await page.locator('body').innerText() };
process.stdout.write(`${JSON.stringify(seen)}\n`, () => process.exit(0));
