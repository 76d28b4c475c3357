/**
 * Interfaces of several captures. Captures that follow one another, as a ring of files does, have one interface where the names are the same, so
 * that conversations go on from file to file. Those that are read side by side have their own: the later one's name says which file.
 */
import type { CaptureInterface } from '../packet-source.ts';

interface Known {
  readonly baseName: string;
  readonly linkType: number;
  /** Whoever had it last, and whether that one is still being read. */
  owner: string;
  inUse: boolean;
}

export class InterfaceNames {
  readonly interfaces: CaptureInterface[] = [];
  readonly #known: Known[] = [];

  /** The id of an interface of `file`, which is its own until `release`. */
  take(described: CaptureInterface, file: string): number {
    const { name, linkType } = described;
    const free = this.#known
      .map((known, id) => ({ known, id }))
      .filter(({ known }) => !known.inUse && known.baseName === name && known.linkType === linkType)
      .toSorted((one, other) => commonStart(other.known.owner, file) - commonStart(one.known.owner, file));
    const [found] = free;
    if (found !== undefined) {
      found.known.owner = file;
      found.known.inUse = true;
      return found.id;
    }
    const isTaken = this.#known.some((known) => known.baseName === name);
    this.interfaces.push({ ...described, name: isTaken ? this.#distinct(name, file) : name });
    return this.#known.push({ baseName: name, linkType, owner: file, inUse: true }) - 1;
  }

  release(ids: readonly number[]): void {
    for (const id of ids) this.#known[id]!.inUse = false;
  }

  #distinct(name: string, file: string): string {
    const plain = name === '' ? file : `${name} (${file})`;
    const taken = new Set(this.interfaces.map((each) => each.name));
    let wanted = plain;
    for (let number = 2; taken.has(wanted); number++) wanted = `${plain} ${number}`;
    return wanted;
  }
}

function commonStart(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at;
}
