/** The icon itself: there while it is wanted and this system shows such icons. */
import { Menu, nativeImage, type NativeImage, Tray } from 'electron';
import type { ByteUnits } from '#base/rate-text.ts';
import type { Transport } from '#channel/transport.ts';
import type { TrayState } from '#contract/desktop-preferences.ts';
import { EngineWatch } from './engine-watch.ts';
import { type TrayLook, trayFacts, trayTooltip } from './tray-facts.ts';
import { hasTrayHost } from './tray-host.ts';
import { type TrayActions, trayMenu, type TrayWindows } from './tray-menu.ts';
import { trayPicture } from './tray-picture.ts';
import type { TrayWords } from './tray-words.ts';

export interface TrayPorts extends Omit<TrayActions, 'stopCapture'> {
  isWanted(): boolean;
  connect(): Transport;
  words(): TrayWords;
  units(): ByteUnits;
  windows(): TrayWindows;
  isViewPaused(): boolean;
}

/** In points; each is drawn for displays of double density, too. */
const POINTS = process.platform === 'darwin' ? 18 : process.platform === 'win32' ? 16 : 24;

interface Shown {
  readonly tray: Tray;
  readonly watch: EngineWatch;
  look: TrayLook | null;
  tooltip: string;
  menu: string;
}

export class AppTray {
  readonly #ports: TrayPorts;
  #shown: Shown | null = null;
  #state: TrayState = 'off';
  #asked: Promise<TrayState> | null = null;
  #closed: boolean = false;

  constructor(ports: TrayPorts) {
    this.#ports = ports;
  }

  /** As it was when it was last looked at. */
  get state(): TrayState {
    return this.#state;
  }

  /** Looks whether there can be an icon, and shows or removes it. */
  check(): Promise<TrayState> {
    this.#asked ??= this.#look().finally(() => {
      this.#asked = null;
    });
    return this.#asked;
  }

  /** Something that the tray shows has changed. */
  refresh(): void {
    if (this.#shown !== null) this.#draw(this.#shown);
  }

  close(): void {
    this.#closed = true;
    this.#remove();
  }

  async #look(): Promise<TrayState> {
    const hasHost = await hasTrayHost();
    const isWanted = this.#ports.isWanted() && !this.#closed;
    this.#state = !hasHost ? 'absent' : isWanted ? 'shown' : 'off';
    if (this.#state === 'shown') this.#add();
    else this.#remove();
    return this.#state;
  }

  #add(): void {
    if (this.#shown !== null) return;
    const tray = new Tray(image('idle'));
    const watch = new EngineWatch({
      connect: () => this.#ports.connect(),
      after: (delayMs, call) => {
        const timer = setTimeout(call, delayMs);
        return () => clearTimeout(timer);
      },
      changed: () => this.refresh(),
    });
    this.#shown = { tray, watch, look: 'idle', tooltip: '', menu: '' };
    // On macOS a click opens the menu.
    if (process.platform !== 'darwin') tray.on('click', () => this.#ports.toggleWindow());
    this.refresh();
  }

  #remove(): void {
    this.#shown?.watch.close();
    this.#shown?.tray.destroy();
    this.#shown = null;
  }

  /** Only what is different: a menu that is set again may close under the pointer. */
  #draw(shown: Shown): void {
    const { tray, watch } = shown;
    const say = this.#ports.words();
    const facts = trayFacts(watch.now, this.#ports.isViewPaused(), this.#ports.units(), say);
    if (facts.look !== shown.look) tray.setImage(image(facts.look));
    shown.look = facts.look;
    const tooltip = trayTooltip(facts, say);
    if (tooltip !== shown.tooltip) tray.setToolTip(tooltip);
    shown.tooltip = tooltip;
    const { toggleWindow, openMini, togglePause, quit } = this.#ports;
    const actions = { toggleWindow, openMini, togglePause, quit, stopCapture: () => watch.stopCapture() };
    const template = trayMenu(facts, this.#ports.windows(), say, actions);
    const menu = JSON.stringify(template);
    if (menu !== shown.menu) tray.setContextMenu(Menu.buildFromTemplate(template));
    shown.menu = menu;
  }
}

function image(look: TrayLook): NativeImage {
  const isMac = process.platform === 'darwin';
  const drawn = nativeImage.createEmpty();
  for (const scaleFactor of [1, 2]) {
    const { width, height, pixels } = trayPicture(look, POINTS * scaleFactor, isMac);
    const picture = nativeImage.createFromBitmap(Buffer.from(pixels), { width, height });
    drawn.addRepresentation({ scaleFactor, buffer: picture.toPNG() });
  }
  if (isMac) drawn.setTemplateImage(true);
  return drawn;
}
