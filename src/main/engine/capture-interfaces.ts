/**
 * The interfaces of one capture, which may come from several sources one after the other. Sources number their own from
 * 0; the same name is the same interface in the next source, so that a rotated capture keeps its conversations whole.
 */
import type { ByteText } from '#base/byte-text.ts';
import type { Microseconds } from '#base/units.ts';
import type { CaptureInterface, PacketSource } from './capture/packet-source.ts';
import { sessionId, writeSessionId } from '#base/session-id.ts';
import type { RunNames } from './store/run-names.ts';

export class CaptureInterfaces implements RunNames {
  /** Random part of its session ids. */
  readonly seed: Uint8Array;
  private readonly names: string[] = [];
  private readonly linkTypes: number[] = [];
  /** Ids of interfaces by name; a source with the same name twice has two. */
  private readonly idsByName = new Map<string, number[]>();

  constructor(seed: Uint8Array) {
    this.seed = seed;
  }

  sessionId(startTime: Microseconds, serial: number): string {
    return sessionId(startTime, serial, this.seed);
  }

  writeSessionId(out: ByteText, startTime: Microseconds, serial: number): void {
    writeSessionId(out, startTime, serial, this.seed);
  }

  /** By id. */
  interfaceNames(): readonly string[] {
    return this.names;
  }

  interfaceName(interfaceId: number): string {
    return this.names[interfaceId] ?? '';
  }

  /** LINKTYPE_ value, as its first source had it. By id. */
  linkType(interfaceId: number): number | null {
    return this.linkTypes[interfaceId] ?? null;
  }

  /** Of the `position`-th interface of `source`: its id in this capture. */
  idOf(source: PacketSource, position: number): number {
    const { name, linkType } = source.interfaces[position]!;
    const occurrence = countNamed(source.interfaces, name, position);
    let ids = this.idsByName.get(name);
    if (ids === undefined) {
      ids = [];
      this.idsByName.set(name, ids);
    }
    while (ids.length <= occurrence) {
      ids.push(this.names.push(name) - 1);
      this.linkTypes.push(linkType);
    }
    return ids[occurrence]!;
  }
}

function countNamed(interfaces: readonly CaptureInterface[], name: string, before: number): number {
  let count = 0;
  for (let i = 0; i < before; i++) if (interfaces[i]!.name === name) count++;
  return count;
}
