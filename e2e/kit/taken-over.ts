/** For specs in which script of an attacker runs in the page: what it may not change, and its way to the engine. */
import type { ElectronApplication, Page } from '@playwright/test';

/** What must be as it was after each attack. */
export async function state(electron: ElectronApplication): Promise<unknown> {
  return electron.evaluate(({ app, BrowserWindow }) => ({
    windows: BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getURL()),
    engine: app.getAppMetrics().find(({ name }) => name === 'Netloupe engine')?.pid,
    polluted: 'polluted' in {},
  }));
}

/** In the page: a port of its own to the engine, as any script there can have one. */
export async function openPort(page: Page): Promise<void> {
  await page.evaluate(() => {
    type Answer = {
      t: string;
      id: number;
      result?: { ok: boolean; failure?: { code: string } };
      failure?: { code: string };
    };
    const connect = (): Promise<MessagePort> =>
      new Promise((resolve) => {
        window.addEventListener('message', function listen(event) {
          if (event.data !== 'netloupe:port' || event.ports[0] === undefined) return;
          window.removeEventListener('message', listen);
          event.ports[0].start();
          resolve(event.ports[0]);
        });
        (window as unknown as { netloupe: { connect(): void } }).netloupe.connect();
      });
    const asker = async (): Promise<(command: string, params: unknown) => Promise<string>> => {
      const port = await connect();
      const waiting = new Map<number, (code: string) => void>();
      let id = 0;
      port.addEventListener('message', ({ data }: { data: Answer }) => {
        if (data.t === 'res') waiting.get(data.id)?.(data.result!.ok ? 'ok' : data.result!.failure!.code);
        if (data.t === 'bye') for (const answer of waiting.values()) answer('bye');
      });
      return (command, params) =>
        new Promise((resolve) => {
          waiting.set((id += 1), resolve);
          port.postMessage({ t: 'req', id, command, params });
        });
    };
    Object.assign(window, { attack: { connect, asker } });
  });
}

/** What `openPort` leaves there. */
export interface Attack {
  readonly attack: {
    connect(): Promise<MessagePort>;
    asker(): Promise<(command: string, params: unknown) => Promise<string>>;
  };
}
