import { describe, expect, it } from 'vitest';
import { suggestedExportName } from './exports-store.ts';

describe('suggestedExportName', () => {
  it('is what a file system accepts of the capture, then the table', () => {
    expect(suggestedExportName('netloupe-sample.pcap', 'dns')).toBe('netloupe-sample-dns.csv');
    expect(suggestedExportName('C:\\captures\\a b.pcapng.gz', 'sessions')).toBe('a-b-sessions.csv');
    expect(suggestedExportName('eth0, lo', 'packets')).toBe('eth0-lo-packets.csv');
    expect(suggestedExportName('', 'packets')).toBe('netloupe-packets.csv');
    expect(suggestedExportName('../../..', 'packets')).toBe('netloupe-packets.csv');
  });
});
