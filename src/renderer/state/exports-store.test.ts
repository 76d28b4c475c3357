import { describe, expect, it } from 'vitest';
import { suggestedExportName } from './exports-store.ts';

describe('suggestedExportName', () => {
  it('is what a file system accepts of the capture, then the table', () => {
    expect(suggestedExportName('netloupe-sample.pcap', 'dns', 'csv')).toBe('netloupe-sample-dns.csv');
    expect(suggestedExportName('C:\\captures\\a b.pcapng.gz', 'sessions', 'csv')).toBe('a-b-sessions.csv');
    expect(suggestedExportName('eth0, lo', 'packets', 'csv')).toBe('eth0-lo-packets.csv');
    expect(suggestedExportName('', 'packets', 'csv')).toBe('netloupe-packets.csv');
    expect(suggestedExportName('../../..', 'packets', 'csv')).toBe('netloupe-packets.csv');
  });
});
