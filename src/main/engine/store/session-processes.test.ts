import { beforeEach, describe, expect, it } from 'vitest';
import { formatIpv4 } from '#base/addresses.ts';
import { END_FIN, STATE_CLOSE } from '#main/engine/flows/session-columns.ts';
import { ManualClock } from './manual-clock.ts';
import type { ProcessProbe, SocketOwner, SocketQuestion } from './ports.ts';
import { SessionFixture } from './session-fixtures.ts';
import { SessionProcesses } from './session-processes.ts';

const HERE = 0xc0000201; // 192.0.2.1
const THERE = 0xc6336401; // 198.51.100.1
const LOOPBACK = 0x7f000001;

/** Answers by local port; keeps what it was asked, and when. */
class FakeProbe implements ProcessProbe {
  addresses = ['127.0.0.1', '192.0.2.1'];
  readonly owners = new Map<number, SocketOwner>();
  readonly asked: { readonly at: number; readonly ends: readonly string[] }[] = [];
  costMs = 1;
  private readonly clock: ManualClock;

  constructor(clock: ManualClock) {
    this.clock = clock;
  }

  localAddresses(): readonly string[] {
    return this.addresses;
  }

  async find(questions: readonly SocketQuestion[]): ReturnType<ProcessProbe['find']> {
    const ends = questions.map(({ local, localPort }) => `${formatIpv4(local[3]!)} ${localPort}`);
    this.asked.push({ at: this.clock.monotonicMs(), ends });
    return { owners: questions.map(({ localPort }) => this.owners.get(localPort) ?? null), costMs: this.costMs };
  }
}

describe('processes of sessions', () => {
  let clock: ManualClock;
  let probe: FakeProbe;
  let sessions: SessionFixture;
  let processes: SessionProcesses;
  let changes: number;

  beforeEach(() => {
    clock = new ManualClock();
    probe = new FakeProbe(clock);
    sessions = new SessionFixture();
    changes = 0;
    processes = new SessionProcesses(probe, clock, () => changes++);
    processes.attach(sessions.columns);
  });

  const start = (source: number, destination: number, destinationPort = 443): number => {
    const slot = sessions.start({ source, destination, destinationPort });
    processes.started(slot);
    return slot;
  };
  const known = (slot: number): string => `${processes.process(slot)} ${processes.pid(slot)}`;
  const client = { pid: 70_000, program: 'curl', anyRemote: false };
  const server = { pid: 80, program: 'nginx', anyRemote: true };

  it("are the initiator's, else the responder's", async () => {
    probe.owners.set(40_000, client).set(443, server);
    const out = start(HERE, THERE);
    const inside = start(LOOPBACK, LOOPBACK);
    expect(known(out)).toBe('null null');
    await clock.advance(10);
    expect([known(out), known(inside)]).toEqual(['curl 70000', 'curl 70000']);
    expect(probe.asked).toEqual([{ at: 5, ends: ['192.0.2.1 40000', '127.0.0.1 40000', '127.0.0.1 443'] }]);
    expect(changes).toBe(1);

    probe.owners.delete(40_000);
    const incoming = start(THERE, HERE);
    await clock.advance(250);
    expect(known(incoming)).toBe('nginx 80');
  });

  it('are not looked for where no end is on this machine', async () => {
    const slot = start(THERE, 0x08080808);
    await clock.advance(1000);
    expect([probe.asked, known(slot)]).toEqual([[], 'null null']);
  });

  it('are looked for together, at most four times a second', async () => {
    probe.owners.set(40_000, client);
    for (let i = 0; i < 100; i++) {
      start(HERE, THERE);
      await clock.advance(10);
    }
    expect(probe.asked.map(({ at }) => at)).toEqual([5, 255, 505, 755]);
    expect(probe.asked.map(({ ends }) => ends.length)).toEqual([1, 25, 25, 25]);
  });

  it('take a twentieth of a processor at most', async () => {
    probe.owners.set(40_000, client);
    probe.costMs = 100;
    for (let i = 0; i < 500; i++) {
      start(HERE, THERE);
      await clock.advance(10);
    }
    expect(probe.asked.map(({ at }) => at)).toEqual([5, 2005, 4005]);
  });

  it('are looked for three times in a session that goes on, and once after its end', async () => {
    const open = start(HERE, THERE);
    const ended = start(HERE, THERE, 80);
    sessions.end(ended, STATE_CLOSE, END_FIN);
    await clock.advance(5000);
    expect(probe.asked.map(({ ends }) => ends.length)).toEqual([2, 1, 1]);
    expect([known(open), known(ended)]).toEqual(['null null', 'null null']);
  });

  it('are known of a server whose sessions are forgotten before anybody looks', async () => {
    probe.owners.set(443, server);
    const brief = start(THERE, HERE);
    sessions.end(brief, STATE_CLOSE, END_FIN);
    sessions.forget(brief);
    const reused = start(0x08080808, THERE);
    await clock.advance(10);
    expect([reused, known(reused)]).toEqual([brief, 'null null']);
    expect(known(start(THERE, HERE))).toBe('nginx 80');
  });

  it('are forgotten with the session', async () => {
    probe.owners.set(40_000, client);
    const slot = start(HERE, THERE);
    await clock.advance(10);
    sessions.end(slot, STATE_CLOSE, END_FIN);
    expect(known(slot)).toBe('curl 70000');
    sessions.forget(slot);
    expect(start(THERE, 0x08080808)).toBe(slot);
    expect(known(slot)).toBe('null null');
  });

  it('are known at once where a server is known that takes anything', async () => {
    probe.owners.set(443, server);
    start(THERE, HERE);
    await clock.advance(10);
    const brief = start(THERE, HERE);
    expect(known(brief)).toBe('nginx 80');

    probe.owners.set(443, { ...server, pid: 81, anyRemote: false });
    await clock.advance(250);
    expect(known(brief)).toBe('nginx 81');

    probe.owners.delete(443);
    start(THERE, HERE);
    await clock.advance(250);
    expect(known(start(THERE, HERE))).toBe('null null');
  });

  it('are not looked for in sessions that are over where a server is known', async () => {
    probe.owners.set(443, server);
    const [first, second] = [start(THERE, HERE), start(THERE, HERE)];
    for (const slot of [first, second]) sessions.end(slot, STATE_CLOSE, END_FIN);
    await clock.advance(10);
    expect(probe.asked.map(({ ends }) => ends.length)).toEqual([2]);
    const third = start(THERE, HERE);
    sessions.end(third, STATE_CLOSE, END_FIN);
    await clock.advance(1000);
    expect(probe.asked).toHaveLength(1);
    expect([first, second, third].map(known)).toEqual(['nginx 80', 'nginx 80', 'nginx 80']);
    await clock.advance(30_000);
    start(THERE, HERE);
    await clock.advance(10);
    expect(probe.asked).toHaveLength(2);
  });

  it('are programs alone where several processes fit', async () => {
    probe.owners.set(40_000, { pid: null, program: 'worker', anyRemote: true });
    const slot = start(HERE, THERE);
    await clock.advance(10);
    expect(known(slot)).toBe('worker null');
  });

  it('are looked for at addresses that the machine gets meanwhile', async () => {
    probe.owners.set(40_000, client);
    probe.addresses.push('198.51.100.1');
    const before = start(THERE, 0x08080808);
    await clock.advance(6000);
    const after = start(THERE, 0x08080808);
    await clock.advance(10);
    expect([known(before), known(after)]).toEqual(['null null', 'curl 70000']);
  });

  it('are the newest sessions where more wait than are asked for', async () => {
    sessions = new SessionFixture(5000);
    processes.attach(sessions.columns);
    probe.owners.set(40_000, client);
    const slots = Array.from({ length: 5000 }, () => start(HERE, THERE));
    await clock.advance(10);
    expect([known(slots[0]!), known(slots[903]!), known(slots[904]!), known(slots[4999]!)]).toEqual([
      'null null',
      'null null',
      'curl 70000',
      'curl 70000',
    ]);
  });

  it('stay as they are once the capture ended', async () => {
    probe.owners.set(40_000, client);
    const slot = start(HERE, THERE);
    await clock.advance(10);
    start(HERE, THERE, 80);
    processes.stop();
    await clock.advance(1000);
    expect([probe.asked.length, known(slot)]).toEqual([1, 'curl 70000']);
  });
});
