/** The checker of this app: where this build asks, and what is of use on this system. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';
import type { UpdateState } from '#contract/updates.ts';
import type { KeptFile } from '../kept-file.ts';
import type { KeptPreferences } from '../preferences/kept-preferences.ts';
import { PROGRAM_FOLDER } from '../paths.ts';
import { readChannel, type UpdateChannel } from './channel.ts';
import { installCommand } from './install-command.ts';
import { UpdateChecker, type UpdateMemory } from './update-checker.ts';

const CHANNEL_FILE = join(PROGRAM_FOLDER, 'update-channel.json');

export function createUpdates(memory: KeptFile<UpdateMemory>, changed: (state: UpdateState) => void): UpdateChecker {
  return new UpdateChecker({
    channel: channelOfBuild(),
    version: app.getVersion(),
    platform: process.platform,
    arch: process.arch,
    kinds: kindsHere(),
    memory,
    nowMs: () => Date.now(),
    chance: () => Math.random(),
    after: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    downloads: () => app.getPath('downloads'),
    installCommand,
    changed,
  });
}

export function followSwitch(checker: UpdateChecker, preferences: KeptPreferences): void {
  if (preferences.current.check_for_updates) checker.switch(true);
  preferences.follow((now, before) => {
    if (now.check_for_updates !== before.check_for_updates) checker.switch(now.check_for_updates);
  });
}

/** A channel that cannot be read is none: the app is worth more than that. */
function channelOfBuild(): UpdateChannel | null {
  try {
    return readChannel(CHANNEL_FILE);
  } catch (error) {
    console.error('netloupe: the update channel of this build is wrong:', error);
    return null;
  }
}

function kindsHere(): readonly string[] {
  switch (process.platform) {
    case 'win32':
      return ['.exe', '.zip'];
    case 'darwin':
      return ['.dmg', '.zip'];
    default:
      return existsSync('/etc/debian_version') ? ['.deb', '.zip'] : ['.rpm', '.zip'];
  }
}
