import { expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { success } from '#base/result.ts';
import type { CaptureStatus } from '#contract/health.ts';
import type { StatusFrame } from '#contract/protocol.ts';
import { createCaptureStore } from './capture-store.ts';
import type { LinkState } from './engine-link.ts';
import { NotedLink } from './noted-link.ts';
import { createRecoveryStore } from './recovery-store.ts';

const status = (capture: Partial<CaptureStatus>): StatusFrame => ({ capture }) as unknown as StatusFrame;
const IDLE = { state: 'idle', kind: null, title: '', interfaces: [], packets: 0, total_sessions: 0 } as const;
const LIVE = {
  state: 'running',
  kind: 'live',
  title: 'eth0',
  interfaces: ['eth0'],
  bpf: 'port 53',
  packets: 120,
  total_sessions: 7,
} as const;

function made() {
  const noted = new NotedLink();
  const link = createStore<LinkState>(() => ({
    phase: 'open',
    hello: null,
    failure: null,
    attempts: 0,
    retryAtMs: null,
  }));
  const capture = createCaptureStore(
    noted.link,
    () => undefined,
    () => false,
  );
  const recovery = createRecoveryStore(link, capture, () => 5000);
  return { noted, link, capture, recovery };
}

it('says what is gone once the engine is back without it, and captures again on the same interfaces', async () => {
  const { noted, link, recovery } = made();
  noted.give('status', status(LIVE));
  link.setState({ phase: 'lost' });
  expect(recovery.getState().lost).toBeNull();
  link.setState({ phase: 'open' });
  expect(recovery.getState().lost).toBeNull();
  noted.give('status', status(IDLE));
  expect(recovery.getState().lost).toMatchObject({
    title: 'eth0',
    sessions: 7,
    packets: 120,
    wasRunning: true,
    atMs: 5000,
  });

  const again = recovery.getState().again();
  expect(noted.calls.at(-1)).toMatchObject({
    command: 'capture.start',
    params: { interfaces: ['eth0'], bpf: 'port 53' },
  });
  await noted.answer(success(null));
  await again;
  noted.give('status', status(LIVE));
  expect(recovery.getState().lost).toBeNull();
});

it('says nothing where the engine went on, or held nothing', () => {
  const { noted, link, recovery } = made();
  noted.give('status', status(LIVE));
  link.setState({ phase: 'lost' });
  link.setState({ phase: 'open' });
  noted.give('status', status(LIVE));
  noted.give('status', status(IDLE));
  expect(recovery.getState().lost).toBeNull();

  link.setState({ phase: 'lost' });
  link.setState({ phase: 'open' });
  noted.give('status', status(IDLE));
  expect(recovery.getState().lost).toBeNull();
});

it('opens the same file again', async () => {
  const { noted, link, capture, recovery } = made();
  const opened = capture.getState().open('/tmp/a.pcap');
  await noted.answer(success(null));
  await opened;
  noted.give('status', status({ ...LIVE, kind: 'file', state: 'ended', title: 'a.pcap', interfaces: [] }));
  link.setState({ phase: 'lost' });
  link.setState({ phase: 'open' });
  noted.give('status', status(IDLE));
  void recovery.getState().again();
  expect(noted.calls.at(-1)).toMatchObject({ command: 'capture.open', params: { path: '/tmp/a.pcap' } });
});
