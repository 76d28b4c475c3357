/** What the desktop app itself is told to do on this machine: kept by its main process, never by the engine nor by a browser. */
import { z } from 'zod';

export interface DesktopPreferences {
  /** An icon in the notification area, where the system has one. */
  readonly tray: boolean;
  /** Closing the window leaves the program in the tray; only while there is one. */
  readonly close_to_tray: boolean;
  /** Into the tray where there is one, else as a minimised window. */
  readonly start_minimised: boolean;
  readonly start_at_login: boolean;
  /** Ask for new versions; without it the program itself never uses the network. */
  readonly check_for_updates: boolean;
}

export const desktopPreferencesSchema: z.ZodType<DesktopPreferences> = z.strictObject({
  tray: z.boolean(),
  close_to_tray: z.boolean(),
  start_minimised: z.boolean(),
  start_at_login: z.boolean(),
  check_for_updates: z.boolean(),
});

export const DEFAULT_DESKTOP_PREFERENCES: DesktopPreferences = {
  tray: true,
  close_to_tray: false,
  start_minimised: false,
  start_at_login: false,
  check_for_updates: false,
};

/** `absent`: this system shows no tray icons, so that nothing is hidden in one. */
export type TrayState = 'shown' | 'off' | 'absent';

export interface DesktopPreferencesState {
  readonly preferences: DesktopPreferences;
  readonly trayState: TrayState;
}
