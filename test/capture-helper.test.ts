/**
 * The capture helper as it is built from packaging/capture-helper: what it refuses, what it has left once it captures, and
 * that what it writes is what was on the wire. In a network namespace that this test's process makes for itself. Skipped
 * where it cannot be built or given capabilities.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HelperSource } from '#main/host/capture/helper-pipe.ts';
import { enterNewNamespace, ip, sendDatagrams, take } from '#main/host/capture/test-network.ts';
import { buildCaptureHelper, HELPER_SOURCES, whyNoCaptureHelper } from './kit/capture-helper.ts';
import { FILE_HEADER_BYTES, packetsOf, Run } from './kit/capturing-program.ts';

/** A user and a group that nobody has a name for. */
const USER = 54_321;
const GROUP = 54_322;
const MEMBER = { uid: USER, gid: GROUP };
const OUTSIDER = { uid: USER, gid: USER };
/** Ethernet, IPv4, UDP. */
const HEADERS_BYTES = 42;
const DISCARD = 'udp port 9';
const NOBODY = 65_534;
const NO_CAPABILITIES = '0000000000000000';

/** What the kernel says of a process that may do nothing that its user's other programs may not, and much less. */
function withoutPower(user: number, group: number): Record<string, string> {
  return {
    CapInh: NO_CAPABILITIES,
    CapPrm: NO_CAPABILITIES,
    CapEff: NO_CAPABILITIES,
    CapAmb: NO_CAPABILITIES,
    NoNewPrivs: '1',
    Seccomp: '2',
    Uid: [user, user, user, user].join('\t'),
    Gid: [group, group, group, group].join('\t'),
    Groups: '',
  };
}

const reason = whyNoCaptureHelper();

describe.skipIf(reason !== null)(`the capture helper${reason === null ? '' : ` (${reason})`}`, () => {
  let helper = '';
  let preload = '';
  const runs: Run[] = [];

  function start(...words: readonly string[]): Run {
    return keep(new Run([helper, ...words]));
  }

  function keep(run: Run): Run {
    runs.push(run);
    return run;
  }

  /** A copy that only the group may run, with capabilities. */
  function installed(capabilities: string = 'cap_net_raw,cap_net_admin=ep'): string {
    const file = path.join(path.dirname(helper), 'installed');
    rmSync(file, { force: true });
    copyFileSync(helper, file);
    chownSync(file, 0, GROUP);
    chmodSync(file, 0o750);
    execFileSync('setcap', [capabilities, file]);
    return file;
  }

  beforeAll(() => {
    helper = buildCaptureHelper();
    preload = path.join(path.dirname(helper), 'forbidden.so');
    const source = path.resolve(import.meta.dirname, 'kit/forbidden-calls.c');
    execFileSync('cc', ['-shared', '-fPIC', '-Wall', '-Werror', '-o', preload, source]);
    enterNewNamespace();
    ip('link add va type veth peer name vb');
    for (const device of ['va', 'vb']) ip(`link set ${device} addrgenmode none up`);
    ip('addr add 10.9.0.1/24 dev va');
    ip('neigh add 10.9.0.2 lladdr 02:00:00:00:00:02 dev va');
  });
  afterEach(async () => {
    for (const run of runs.splice(0)) {
      run.child.kill('SIGKILL');
      await run.ended;
    }
  });
  afterAll(() => rmSync(path.dirname(helper), { recursive: true, force: true }));

  const REFUSED: readonly (readonly string[])[] = [
    [],
    ['-i'],
    ['-i', ''],
    ['-i', '-'],
    ['-i', '-w'],
    ['-i', 'any'],
    ['-i', '/dev/null'],
    ['-i', '../../etc/passwd'],
    ['-i', 'capture.pcap/'],
    ['-i', 'rpcap://host/eth0'],
    ['-i', 'nflog:1'],
    ['-i', 'nfqueue'],
    ['-i', 'dbus-system'],
    ['-i', 'usbmon0'],
    ['-i', 'lo\n'],
    ['-i', 'lo va'],
    ['-i', 'l\u00f6'],
    ['-i', 'x'.repeat(16)],
    ['-i', '%s%s%n'.padEnd(40, '%n')],
    ['-i', 'lo', '-i', 'va'],
    ['-ilo'],
    ['-i', 'lo', '-w', '/tmp/x'],
    ['-i', 'lo', '-r', '/etc/passwd'],
    ['-i', 'lo', '-F', '/etc/passwd'],
    ['-i', 'lo', '-z', 'id'],
    ['-i', 'lo', '-f'],
    ['-i', 'lo', '-f', 'udp', '-f', 'tcp'],
    ['-i', 'lo', '-f', 'x'.repeat(20_000)],
    ...['', '0', '-1', '1e3', '0x10', ' 5', '5 ', '262145', '99999999999999999999'].map((n) => ['-i', 'lo', '-s', n]),
    ...['', '63', '1048577', '18446744073709551616'].map((n) => ['-i', 'lo', '-B', n]),
    ['-i', 'lo', '--nano=1'],
    ['-i', 'lo', '--'],
    ['-i', 'lo', 'udp'],
    ['--check', '-i', 'lo'],
    ['-i', 'lo', '--check'],
  ];
  it.each(REFUSED.map((words) => ({ line: words.join(' ').slice(0, 40), words })))(
    'refuses “$line”',
    async ({ words }) => {
      const run = start(...words);
      expect(await run.ended).toEqual({ status: 2, signal: null });
      expect(run.words).toMatch(/^netloupe-capture: .+\n$/);
      expect(run.bytes).toHaveLength(0);
    },
  );

  it('writes packets to a pipe only, and wants its three standard files', async () => {
    const file = path.join(path.dirname(helper), 'out.pcap');
    for (const to of [
      `> ${file}`,
      '> /dev/null',
      '>&-',
      '| cat; exit ${PIPESTATUS[0]}',
      '<&- | cat; exit ${PIPESTATUS[0]}',
    ]) {
      const words = to.startsWith('|') ? '-i nope' : '-i lo';
      const run = keep(new Run(['bash', '-c', `${helper} ${words} ${to}`]));
      expect(await run.ended).toEqual({ status: to.startsWith('|') ? 3 : 2, signal: null });
    }
    expect(readFileSync(file)).toHaveLength(0);
  });

  it('says what is wrong with an interface or a filter', async () => {
    const cases: readonly (readonly [readonly string[], number, RegExp])[] = [
      [['-i', 'nope'], 3, /^netloupe-capture: nope: no such device\n$/],
      [['-i', 'lo', '-f', 'udp and ('], 3, /^netloupe-capture: invalid filter: .*syntax error/],
      [['-i', 'lo', '-f', 'port no-such-port'], 3, /^netloupe-capture: invalid filter: /],
      [['-i', 'lo', '-f', '%s%n%s'], 3, /^netloupe-capture: invalid filter: /],
    ];
    for (const [words, status, says] of cases) {
      const run = start(...words);
      expect(await run.ended).toEqual({ status, signal: null });
      expect(run.words).toMatch(says);
    }
    const outsider = keep(new Run([helper, '-i', 'lo'], OUTSIDER));
    expect(await outsider.ended).toMatchObject({ status: 5 });
    expect(outsider.words).toContain('not permitted');
  });

  it('has nothing left once it captures, even if root has started it', async () => {
    const run = await start('-i', 'va', '-f', DISCARD).started();
    expect(run.status()).toMatchObject(withoutPower(NOBODY, NOBODY));
    expect(run.status()).toMatchObject({ CapBnd: NO_CAPABILITIES });
    const process = `/proc/${run.child.pid}`;
    expect(readlinkSync(`${process}/cwd`)).toBe('/');
    const files = readdirSync(`${process}/fd`).map((fd) => readlinkSync(`${process}/fd/${fd}`));
    const kinds = files.map((file) =>
      file.replace(/:\[\d+\]$/, '').replace(/^\/sys\/.*\/rx_missed_errors$/, 'counter'),
    );
    expect(kinds.filter((kind) => kind !== 'counter').sort()).toEqual(['/dev/null', 'socket', 'socket', 'socket']);
    const limits = readFileSync(`${process}/limits`, 'utf8');
    expect(limits).toMatch(/^Max file size +0 +0 /m);
    expect(limits).toMatch(/^Max core file size +0 +0 /m);
    expect(limits).toMatch(/^Max processes +0 +0 /m);
    expect(limits).toMatch(/^Max open files +3 +3 /m);
    expect(await run.stop()).toEqual({ status: 0, signal: null });
  });

  const FORBIDDEN = 'open mkdir truncate socket exec fork kill setuid ptrace read send unfilter code'.split(' ');
  async function attempt(what: string, more: NodeJS.ProcessEnv = {}): Promise<Run> {
    const env = { ...process.env, ...more, LD_PRELOAD: preload, NETLOUPE_ATTEMPT: what };
    const run = await keep(new Run([helper, '-i', 'lo'], { env })).started();
    await sendDatagrams(1);
    await run.ended;
    return run;
  }

  it('can be made to do things by the test below, in as far as they are not forbidden', async () => {
    const run = await attempt('nothing');
    expect(run.words).toBe('came to success\n');
    expect(run.child.exitCode).toBe(42);
  });

  it.each(FORBIDDEN)('is ended by the kernel when it tries: %s', async (what) => {
    const run = await attempt(what);
    expect(run.child.signalCode).toBe('SIGSYS');
    expect(run.words).toBe('');
  });

  it('is held by Landlock, limits and its locked filter, too, where seccomp does not stop it', async () => {
    const { landlock } = JSON.parse(execFileSync(helper, ['--check'], { encoding: 'utf8' })) as { landlock: number };
    const expected = { open: 'EMFILE', socket: 'EMFILE', fork: 'EAGAIN', setuid: 'EPERM', unfilter: 'EPERM' };
    const files = landlock > 0 ? { mkdir: 'EACCES', exec: 'EACCES' } : {};
    for (const [what, answer] of Object.entries({ ...expected, ...files })) {
      const run = await attempt(what, { NETLOUPE_WITHOUT_SECCOMP: '1' });
      expect(`${what} ${run.words}`).toBe(`${what} came to ${answer}\n`);
    }
    expect(existsSync('/tmp/netloupe-was-here')).toBe(false);
  });

  it.each(['cap_net_raw,cap_net_admin=ep', 'cap_net_raw=ep'])(
    'captures for a member of its group, with %s',
    async (capabilities) => {
      const file = installed(capabilities);
      const env = { ...process.env, LD_PRELOAD: preload, NETLOUPE_ATTEMPT: 'open', PCAP_IFACE: 'nope' };
      const run = keep(new Run([file, '-i', 'va', '-f', DISCARD], { ...MEMBER, env }));
      // The test's library would say so, and end it.
      await run.started();
      await sendDatagrams(5, '10.9.0.2');
      await run.until(() => packetsOf(run.bytes).length === 5);
      expect(run.status()).toMatchObject(withoutPower(USER, GROUP));
      // Whoever started it can neither look into it nor take its socket, but end it.
      const spy = keep(new Run(['cat', `/proc/${run.child.pid}/environ`], MEMBER));
      expect(await spy.ended).toMatchObject({ status: 1 });
      execFileSync('kill', [String(run.child.pid)], MEMBER);
      expect(await run.ended).toEqual({ status: 0, signal: null });
      expect(run.counts).toEqual({ received: 5, dropped: 0, interface_dropped: 0 });
    },
  );

  it('is not for anybody else', async () => {
    const file = installed();
    const outsider = keep(new Run(['sh', '-c', `exec ${file} -i va`], OUTSIDER));
    expect(await outsider.ended).toMatchObject({ status: 126 });
    expect(outsider.words).toMatch(/permission denied/i);
    const check: unknown = JSON.parse(execFileSync(file, ['--check'], { ...MEMBER, encoding: 'utf8' }));
    expect(check).toMatchObject({ may_capture: true, why: '' });
    execFileSync('setcap', ['-r', file]);
    const without = keep(new Run([file, '--check'], MEMBER));
    expect(await without.ended).toMatchObject({ status: 5 });
    expect(JSON.parse(without.bytes.toString())).toMatchObject({ may_capture: false });
  });

  it('writes every packet that the filter lets through, as it was sent', async () => {
    const whole = await start('-i', 'va', '-f', DISCARD, '--nano').started();
    const cut = await start('-i', 'va', '-f', DISCARD, '-s', '60', '-B', '4096', '-p').started();
    const sizes = [1, 10, 100, 1000, 1400];
    for (const size of sizes) await sendDatagrams(200, '10.9.0.2', size);
    await whole.until(() => packetsOf(whole.bytes).length === 1000);
    await cut.until(() => packetsOf(cut.bytes).length === 1000);
    expect(await whole.stop()).toEqual({ status: 0, signal: null });
    expect(await cut.stop()).toEqual({ status: 0, signal: null });
    const sent = sizes.flatMap((size) => Array.from({ length: 200 }, (_, index) => Buffer.alloc(size, index)));
    expect(packetsOf(whole.bytes).map(({ bytes }) => bytes.subarray(HEADERS_BYTES))).toEqual(sent);
    expect(packetsOf(cut.bytes).map(({ length }) => length)).toEqual(sent.map(({ length }) => length + HEADERS_BYTES));
    expect(Math.max(...packetsOf(cut.bytes).map(({ bytes }) => bytes.length))).toBe(60);
    // Nanoseconds and microseconds, Ethernet.
    expect(whole.bytes.readUInt32LE(0).toString(16)).toBe('a1b23c4d');
    expect(cut.bytes.readUInt32LE(0).toString(16)).toBe('a1b2c3d4');
    expect(whole.bytes.readUInt32LE(20)).toBe(1);
    expect(whole.counts).toEqual({ received: 1000, dropped: 0, interface_dropped: 0 });
  });

  it('counts what the kernel dropped while nobody read', async () => {
    const sent = 20_000;
    const run = keep(new Run([helper, '-i', 'va', '-f', DISCARD, '-B', '64'], {}, false));
    while (run.child.stdout.readableLength < FILE_HEADER_BYTES) await turn();
    await sendDatagrams(sent, '10.9.0.2', 1000);
    run.read();
    await run.until(() => run.words !== '' && run.counts.received + run.counts.dropped === sent);
    expect(run.counts.dropped).toBeGreaterThan(0);
    await run.stop();
    expect(packetsOf(run.bytes)).toHaveLength(run.counts.received);
  });

  it('hands over what the kernel still holds when it is told to end', async () => {
    const run = await start('-i', 'va', '-f', DISCARD).started();
    await sendDatagrams(300, '10.9.0.2');
    expect(await run.stop()).toEqual({ status: 0, signal: null });
    expect(packetsOf(run.bytes)).toHaveLength(300);
  });

  it('ends when nobody reads any more, or its parent is gone', async () => {
    const unread = await start('-i', 'va').started();
    unread.child.stdout.destroy();
    expect(await unread.ended).toEqual({ status: 0, signal: null });
    const parent = await keep(new Run(['sh', '-c', `${helper} -i va & wait`])).started();
    parent.child.kill('SIGKILL');
    // Its output is still read here, and closes when the helper has ended, too.
    await parent.ended;
  });

  it('goes on when the interface goes down, and says when it is gone', async () => {
    ip('link add vc type veth peer name vd');
    ip('link set vc addrgenmode none up');
    ip('link set vd addrgenmode none up');
    ip('addr add 10.10.0.1/24 dev vc');
    const run = await start('-i', 'vc', '-f', DISCARD).started();
    ip('link set vc down');
    ip('link set vc up');
    ip('neigh replace 10.10.0.2 lladdr 02:00:00:00:00:02 dev vc');
    await sendDatagrams(3, '10.10.0.2');
    await run.until(() => packetsOf(run.bytes).length === 3);
    ip('link del vc');
    expect(await run.ended).toEqual({ status: 3, signal: null });
    expect(run.words).toContain('netloupe-capture: The interface disappeared');
  });

  it('is a source for the engine, with everything that was asked for', async () => {
    const request = {
      interfaces: ['va', 'lo'],
      bpf: DISCARD,
      promiscuous: true,
      snaplen: 96,
      bufferBytes: 1024 * 1024,
    };
    const own = { kind: 'netloupe-capture', command: [helper], title: 'netloupe-capture' } as const;
    const opened = await HelperSource.open(own, request);
    if (!opened.ok) throw new Error(opened.failure.message);
    const { source, backend, limits } = opened.value;
    expect({ backend, limits: [...limits] }).toEqual({ backend: 'netloupe-capture', limits: [] });
    await sendDatagrams(20, '10.9.0.2', 200);
    await sendDatagrams(30, '127.0.0.1', 200);
    const { seen } = await take(source, 50);
    expect(seen.filter(({ interfaceId }) => interfaceId === 0)).toHaveLength(20);
    expect(new Set(seen.map((packet) => `${packet.capturedLength} ${packet.wireLength}`))).toEqual(new Set(['96 242']));
    await sendDatagrams(7, '10.9.0.2', 200);
    source.finish?.();
    const rest = await take(source);
    expect(rest.seen).toHaveLength(7);
    expect(rest.end).toEqual({ end: true, failure: null });
    expect(source.counters()).toMatchObject({ kernelDrops: 0, interfaceDrops: 0 });
    await source.close();
    expect(await HelperSource.open(own, { ...request, interfaces: ['nope'] })).toMatchObject({
      failure: { code: 'not-found' },
    });
    expect(await HelperSource.open(own, { ...request, bpf: 'udp and (' })).toMatchObject({
      failure: { code: 'usage' },
    });
  });

  it('tells the engine what was dropped while it captures', async () => {
    const request = { interfaces: ['va'], bpf: DISCARD, promiscuous: true, snaplen: 2000, bufferBytes: 64 * 1024 };
    const own = { kind: 'netloupe-capture', command: [helper], title: 'netloupe-capture' } as const;
    const opened = await HelperSource.open(own, request);
    if (!opened.ok) throw new Error(opened.failure.message);
    const { source } = opened.value;
    const sent = 20_000;
    await sendDatagrams(sent, '10.9.0.2', 1000);
    let received = 0;
    while (received + source.counters().kernelDrops < sent) {
      const batch = await source.next();
      if ('end' in batch) throw new Error(`ended after ${received}`);
      received += batch.count;
    }
    expect(source.counters().kernelDrops).toBe(sent - received);
    expect(received).toBeLessThan(sent);
    await source.close();
  });

  it('is 300 lines at most, built the same anywhere, and hardened', () => {
    const source = path.join(HELPER_SOURCES, 'netloupe-capture.c');
    expect(readFileSync(source, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(300);
    const again = buildCaptureHelper();
    expect(readFileSync(again).equals(readFileSync(helper))).toBe(true);
    rmSync(path.dirname(again), { recursive: true });
    const words = ['--wide', '--file-header', '--program-headers', '--dynamic', '--dyn-syms', helper];
    const says = execFileSync('readelf', words, { encoding: 'utf8' });
    expect(says).toMatch(/Type:\s+DYN/);
    expect(says).toMatch(/GNU_STACK .* RW /);
    expect(says).toContain('GNU_RELRO');
    expect(says).toContain('BIND_NOW');
    expect(says).toContain('__stack_chk_fail');
  });
});
