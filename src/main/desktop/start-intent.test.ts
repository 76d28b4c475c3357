import { expect, it } from 'vitest';
import type { CapturePermission, CommandResults } from '#contract/protocol.ts';
import { startIntent } from './start-intent.ts';

function interfaces(how: CapturePermission['how'], defaultRoute: string | null): CommandResults['interfaces.list'] {
  return { interfaces: [], defaultRoute, permission: { how, program: null, failure: null } };
}

it('opens the capture that was named, whatever else is possible', () => {
  expect(startIntent(['/a.pcap'], interfaces('direct', 'eth0'), '/sample.pcap')).toEqual({
    kind: 'open',
    path: '/a.pcap',
  });
  expect(startIntent(['/a.pcap', '/b.pcap', '/c'], null, null)).toEqual({
    kind: 'open',
    path: '/a.pcap',
    more: ['/b.pcap', '/c'],
  });
});

it('captures on the default route with the right to, or through a helper', () => {
  const capture = { kind: 'capture', interfaces: ['eth0'] };
  expect(startIntent([], interfaces('direct', 'eth0'), '/sample.pcap')).toEqual(capture);
  expect(startIntent([], interfaces('helper', 'eth0'), '/sample.pcap')).toEqual(capture);
});

it('shows the sample without the right to capture or without a default route', () => {
  const sample = { kind: 'open', path: '/sample.pcap' };
  expect(startIntent([], interfaces('none', 'eth0'), '/sample.pcap')).toEqual(sample);
  expect(startIntent([], interfaces('direct', null), '/sample.pcap')).toEqual(sample);
});

it('does nothing where there is nothing to show', () => {
  expect(startIntent([], interfaces('none', null), null)).toEqual({ kind: 'none' });
  expect(startIntent([], null, '/sample.pcap')).toEqual({ kind: 'none' });
});
