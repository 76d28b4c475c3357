import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { desktopArguments } from './arguments.ts';

const here = resolve('/captures');

it('finds captures after the application folder and among options', () => {
  expect(desktopArguments(['electron', '--no-sandbox', '.', '--inspect=0', 'a.pcap'], true, here)).toEqual({
    captures: [resolve(here, 'a.pcap')],
    minimised: false,
  });
});

it('finds captures where the program is packaged, several and folders too', () => {
  const { captures } = desktopArguments(['netloupe', 'a.pcapng', resolve('/b.pcap'), 'folder/'], false, here);
  expect(captures).toEqual([resolve(here, 'a.pcapng'), resolve('/b.pcap'), resolve(here, 'folder')]);
});

it('opens nothing where nothing is named', () => {
  expect(desktopArguments(['electron', '.'], true, here).captures).toEqual([]);
  expect(desktopArguments(['netloupe', '--user-data-dir=/x'], false, here).captures).toEqual([]);
});

it('starts minimised when told to, wherever that stands', () => {
  expect(desktopArguments(['netloupe', '--minimised'], false, here)).toEqual({ captures: [], minimised: true });
  expect(desktopArguments(['electron', '--minimised', '.', 'a.pcap'], true, here)).toEqual({
    captures: [resolve(here, 'a.pcap')],
    minimised: true,
  });
});
