import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { captureArgument } from './arguments.ts';

const here = resolve('/captures');

it('finds the capture after the application folder and among options', () => {
  expect(captureArgument(['electron', '--no-sandbox', '.', '--inspect=0', 'a.pcap'], true, here)).toBe(
    resolve(here, 'a.pcap'),
  );
});

it('finds the capture where the program is packaged', () => {
  expect(captureArgument(['netloupe', 'a.pcapng'], false, here)).toBe(resolve(here, 'a.pcapng'));
  expect(captureArgument(['netloupe', resolve('/b.pcap')], false, here)).toBe(resolve('/b.pcap'));
});

it('opens nothing where nothing is named', () => {
  expect(captureArgument(['electron', '.'], true, here)).toBeNull();
  expect(captureArgument(['netloupe', '--user-data-dir=/x'], false, here)).toBeNull();
});
