/** What every spec starts from: the program in the project's host, and its view as an object of user-level steps. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Browser,
  expect,
  test as base,
  type PlaywrightTestArgs,
  type PlaywrightTestOptions,
  type PlaywrightWorkerArgs,
  type PlaywrightWorkerOptions,
  type TestType,
} from '@playwright/test';
import { type DesktopStart, type HostName, type Launched, startBrowser, startDesktop } from './kit/hosts.ts';
import { Viewer } from './kit/viewer.ts';

export { expect };

interface TestFixtures {
  /** A folder for this test alone. */
  readonly folder: string;
  /** Starts the program, with a capture or without; it ends with the test. */
  readonly start: (capture: string | null, desktop?: DesktopStart) => Promise<Viewer>;
  /** The same where it was never started before, or again after that: whatever is first on screen. */
  readonly startNew: () => Promise<Viewer>;
}

interface WorkerFixtures {
  readonly host: HostName;
  /** Null in the desktop host, which brings its own. */
  readonly chromium: Browser | null;
}

export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & TestFixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & WorkerFixtures
> = base.extend<TestFixtures, WorkerFixtures>({
  host: ['browser', { option: true, scope: 'worker' }],

  chromium: [
    async ({ host, playwright, launchOptions }, use) => {
      const browser = host === 'browser' ? await playwright.chromium.launch(launchOptions) : null;
      await use(browser);
      await browser?.close();
    },
    { scope: 'worker' },
  ],

  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from the pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'netloupe-e2e-'));
    await use(folder);
    // What a program was told to end may still write while the last of its processes ends.
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  },

  startNew: async ({ chromium, folder }, use) => {
    const launched: Launched[] = [];
    await use(async () => {
      const home = join(folder, 'home');
      const program =
        chromium === null
          ? await startDesktop(null, join(folder, 'user-data'), home, { before: 'new' })
          : await startBrowser(chromium, null, home, 'new');
      launched.push(program);
      const viewer = new Viewer(program);
      await expect(viewer.status).not.toContainText('Connecting');
      return viewer;
    });
    await Promise.all(launched.map((program) => program.close()));
  },

  start: async ({ chromium, folder }, use) => {
    const launched: Launched[] = [];
    await use(async (capture, desktop) => {
      const program =
        chromium === null
          ? await startDesktop(capture, join(folder, 'user-data'), join(folder, 'home'), desktop)
          : await startBrowser(chromium, capture, join(folder, 'home'));
      launched.push(program);
      const viewer = new Viewer(program);
      await viewer.expectStarted();
      // The overview is first on screen; most specs are about what is behind it.
      await viewer.goTo('sessions');
      return viewer;
    });
    await Promise.all(launched.map((program) => program.close()));
  },
});
