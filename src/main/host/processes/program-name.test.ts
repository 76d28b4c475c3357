import { describe, expect, it } from 'vitest';
import { programName } from './program-name.ts';

const name = (comm: string | null, exe: string | null, ...args: string[]) => programName({ comm, exe, args });

describe('the name of a process', () => {
  it("is its program's, whole where the kernel cuts it", () => {
    expect(name('curl', '/usr/bin/curl', 'curl', 'https://example.org')).toBe('curl');
    expect(name('chromium-browse', '/usr/lib/chromium/chromium-browser', '/usr/lib/chromium/chromium-browser')).toBe(
      'chromium-browser',
    );
    expect(name('old', '/opt/old (deleted)', 'old')).toBe('old');
  });

  it('is that of a script, not of what runs it', () => {
    expect(name('yt-dlp', '/usr/bin/python3.13', '/usr/bin/python3', '/usr/local/bin/yt-dlp')).toBe('yt-dlp');
    expect(name('unattended-upgr', '/usr/bin/python3.13', '/usr/bin/python3', '/usr/bin/unattended-upgrades')).toBe(
      'unattended-upgrades',
    );
  });

  it('is that of one of many programs in a file', () => {
    expect(name('wget', '/bin/busybox', 'wget', '-q')).toBe('wget');
  });

  it("is the program's where the process was renamed", () => {
    expect(name('MainThread', '/usr/bin/node', 'node', 'server.js')).toBe('node');
    expect(name('tokio-runtime-w', '/usr/bin/daemon', '/usr/bin/daemon')).toBe('daemon');
  });

  it('is what may be read', () => {
    expect(name('sshd', null)).toBe('sshd');
    expect(name(null, '/usr/sbin/sshd')).toBe('sshd');
    expect(name(null, null)).toBeNull();
  });
});
