/** What the peers print, copied from their own output (versions in docs/performance.md). */
import { describe, expect, it } from 'vitest';
import { withSection } from './document.mjs';
import { highestLossless } from './live-report.mjs';
import {
  ndpiReaderTotals,
  nfdumpTotals,
  racountTotals,
  softflowdStatistics,
  suricataStatistics,
  tcpdumpCount,
  tsharkConversations,
  zeekConnections,
} from './peer-output.mjs';
import { dumpcapCounts, netloupeCounts, tsharkCounts } from './receivers.mjs';
import { senderCounts } from './sender.mjs';

describe('what a peer saw of a file', () => {
  it('is read from tcpdump, softflowd, ndpiReader, racount and nfdump', () => {
    expect(tcpdumpCount('2000000 packets\n').packets).toBe(2_000_000);
    const softflowd = 'Number of active flows: 0\nPackets processed: 1984026\nFlows expired: 122468 (0 forced)\n';
    expect(softflowdStatistics(softflowd)).toEqual({ packets: 1_984_026, sessions: 122_468 });
    const ndpi =
      '\tIP packets:            1984026       of 2000000 packets total\n\tUnique flows:          120694       \n';
    expect(ndpiReaderTotals(ndpi)).toEqual({ packets: 1_984_026, sessions: 120_694 });
    const racount =
      'racount   records     total_pkts     src_pkts       dst_pkts\n    sum   442096      2000000        895920         1104080\n';
    expect(racountTotals(racount).packets).toBe(2_000_000);
    expect(nfdumpTotals('Flows: 251398\nPackets: 1984026\nPackets_tcp: 1425455\n').packets).toBe(1_984_026);
  });

  it("is the sum of tshark's conversations, whatever unit their bytes have", () => {
    const text = [
      '                                                           | Frames  Bytes | | Frames  Bytes | | Frames  Bytes |',
      '10.0.0.97:43790            <-> 198.18.0.9:4500                247 52 kB         247 52 kB         494 105 kB        5.893168000        53.1314',
      '2001:db8:1::3a:50262       <-> 2001:db8:2::2:443                1 90 bytes        0 0 bytes         1 90 bytes      0.159076000         0.0000',
      '10.0.0.97                  <-> nothing of ours',
    ].join('\n');
    expect(tsharkConversations(text)).toEqual({ packets: 495, sessions: 2 });
    expect(tsharkConversations('')).toEqual({ packets: null, sessions: null });
  });

  it("is found in Zeek's log by the names of its columns", () => {
    const text =
      '#separator \\x09\n#fields\tts\tuid\torig_pkts\torig_ip_bytes\tresp_pkts\n1.0\tC1\t3\t180\t2\n2.0\tC2\t1\t60\t-\n#close\n';
    expect(zeekConnections(text)).toEqual({ packets: 6, sessions: 2 });
  });

  it("is the last value in Suricata's log", () => {
    const text =
      'decoder.pkts                                  | Total                     | 1000\ndecoder.pkts                                  | Total                     | 2000\ndecoder.pkts_x | Total | 9\n';
    expect(suricataStatistics(text).packets).toBe(2000);
  });

  it('is unknown where a program says nothing', () => {
    for (const read of [
      tcpdumpCount,
      ndpiReaderTotals,
      softflowdStatistics,
      racountTotals,
      nfdumpTotals,
      zeekConnections,
      suricataStatistics,
    ]) {
      expect(read('something else entirely').packets).toBeNull();
    }
  });
});

describe('what was captured live', () => {
  it('is read from the summary, among other lines', () => {
    const summary = { packets: 10, drops: { kernel: 1, interface: 2, queue: 3 } };
    const text = `Capturing on x with libpcap\n${JSON.stringify(summary)}\n`;
    expect(netloupeCounts(text)).toEqual({ delivered: 10, dropped: 6, summary });
  });

  it('is read from dumpcap, tshark and tcpreplay', () => {
    const dumpcap =
      "Capturing on 'receiver'\nFile: /dev/null\nPackets captured: 190730\nPackets received/dropped on interface 'receiver': 190730/9270 (pcap:9270/dumpcap:0/flushed:0/ps_ifdrop:0) (95.4%)\n";
    expect(dumpcapCounts(dumpcap)).toEqual({ delivered: 190_730, dropped: 9270 });
    expect(
      tsharkCounts("Capturing on 'receiver'\n1898 packets dropped from receiver\n198103 packets captured\n"),
    ).toEqual({
      delivered: 198_103,
      dropped: 1898,
    });
    expect(tsharkCounts('5 packets captured\n')).toEqual({ delivered: 5, dropped: 0 });
    const tcpreplay =
      'Actual: 400001 packets (231442102 bytes) sent in 2.53 seconds\nRated: 91474832.4 Bps, 731.79 Mbps, 158098.97 pps\n';
    expect(senderCounts(tcpreplay)).toEqual({ sent: 400_001, perSecond: 158_098.97 });
  });

  it('is without loss only up to the first rate at which any run lost something', () => {
    const step = (asked: number, lost: number): object => ({ asked, lost, perSecond: asked - 1 });
    expect(highestLossless([step(10, 0), step(20, 0), step(20, 3), step(30, 0)])).toBe(9);
    expect(highestLossless([step(10, 1), step(20, 0)])).toBeNull();
  });
});

describe('the document', () => {
  it('gets a section replaced and keeps the rest', () => {
    const before = 'a\n<!-- bench:x -->\nold\n<!-- /bench:x -->\nz\n';
    expect(withSection(before, 'x', 'new $& \n')).toBe('a\n<!-- bench:x -->\n\nnew $&\n\n<!-- /bench:x -->\nz\n');
    expect(() => withSection(before, 'y', 'new')).toThrow('no single section');
  });
});
