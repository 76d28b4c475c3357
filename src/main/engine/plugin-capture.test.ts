import { describe, expect, it } from 'vitest';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { concatenated } from './capture/test-bytes.ts';
import type { InletKind, PacketInlet } from './pipeline/plugins/symbols/packet-inlet.ts';
import type { SourceOutput } from './pipeline/stages/source.ts';
import { openPluginCapture } from './plugin-capture.ts';
import { settle } from './store/manual-clock.ts';
import { datagram, World } from './test-world.ts';

const SECOND = 1_700_000_000;

function little(...words: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(words).buffer);
}

const HEADER = concatenated(little(0xa1b2c3d4, 0x0004_0002, 0, 0, 65_535, 1));
const packet = (second: number): Uint8Array =>
  concatenated(little(SECOND + second, 0, datagram.length, datagram.length), datagram);

class Bench {
  readonly given: PipelineRecord[] = [];
  ends = 0;
  accepts = true;
  readonly inlet: PacketInlet;

  constructor(kind: InletKind) {
    const output: SourceOutput = {
      give: (records) => {
        this.given.push(...records);
        const taken = Promise.resolve(this.accepts);
        return { taken, done: taken };
      },
      advance: () => undefined,
      restart: () => undefined,
      dropped: () => undefined,
      end: () => void this.ends++,
    };
    const ports = new World();
    const opened = openPluginCapture({ ports, settings: DEFAULT_SETTINGS }, 'the tap', kind, output);
    if (!opened.ok) throw new Error(opened.failure.message);
    this.inlet = opened.value;
  }
}

describe('a capture that a plugin gives', () => {
  it('is read in pieces that end anywhere, and told at its end', async () => {
    const bench = new Bench('sessions');
    const whole = concatenated(HEADER, packet(0), packet(1));
    for (let at = 0; at < whole.length; at += 7) {
      expect(await bench.inlet.write(whole.subarray(at, at + 7))).toEqual({ ok: true, value: true });
    }
    expect(bench.given).toEqual([]);
    expect(await bench.inlet.end()).toBeNull();
    expect(bench.given).toMatchObject([{ record_type: 'session', packets_out: 2 }]);
    expect(bench.ends).toBe(1);
  });

  it('begins anew with another process, whatever the one before left unfinished', async () => {
    const bench = new Bench('sessions');
    await bench.inlet.write(concatenated(HEADER, packet(0), packet(1).subarray(0, 20)));
    bench.inlet.restart();
    await bench.inlet.write(concatenated(HEADER, packet(2)));
    expect(await bench.inlet.end()).toBeNull();
    expect(bench.given).toMatchObject([{ packets_out: 2 }]);
  });

  it('that ends in the middle of a packet is told up to there, with what is wrong', async () => {
    const bench = new Bench('sessions');
    await bench.inlet.write(concatenated(HEADER, packet(0), packet(1).subarray(0, 20)));
    expect(await bench.inlet.end()).toMatchObject({ code: 'damaged' });
    expect(bench.given).toMatchObject([{ packets_out: 1 }]);
  });

  it('that is none is refused at once', async () => {
    const bench = new Bench('dns');
    const written = await bench.inlet.write(new TextEncoder().encode('GET / HTTP/1.1\r\n'.repeat(10)));
    expect(written).toMatchObject({ ok: false, failure: { code: 'unsupported' } });
  });

  it('is not wanted any more once the pipeline has ended', async () => {
    const bench = new Bench('sessions');
    bench.accepts = false;
    await bench.inlet.write(concatenated(HEADER, packet(0)));
    // Idle for so long that the session ends.
    await bench.inlet.write(packet(1000));
    await bench.inlet.write(packet(2000));
    await settle();
    await bench.inlet.close();
    expect(await bench.inlet.write(packet(3000))).toEqual({ ok: true, value: false });
  });
});
