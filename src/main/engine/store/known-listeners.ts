/** Sockets that take what comes to their port, as they were found: sessions with them are known before anybody looks. */
import type { SocketOwner } from './ports.ts';

const MAX_KNOWN = 1024;
/** Servers are restarted; until it is looked again, their sessions may be said to be the former process's. */
const KEPT_MS = 30_000;

export class KnownListeners {
  private readonly owners = new Map<string, { readonly owner: SocketOwner; readonly until: number }>();

  /** `words` from `at` on and `port`: the local end. `now` in milliseconds; so below. */
  find(protocol: number, words: Uint32Array, at: number, port: number, now: number): SocketOwner | null {
    const known = this.owners.get(keyOf(protocol, words, at, port));
    return known !== undefined && now < known.until ? known.owner : null;
  }

  /** What was found there now: null where there is no socket. One that is connected says nothing of who listens. */
  learn(protocol: number, words: Uint32Array, at: number, port: number, owner: SocketOwner | null, now: number): void {
    const { owners } = this;
    const key = keyOf(protocol, words, at, port);
    if (owner !== null && !owner.anyRemote) return;
    owners.delete(key);
    if (owner === null) return;
    owners.set(key, { owner, until: now + KEPT_MS });
    if (owners.size > MAX_KNOWN) owners.delete(owners.keys().next().value!);
  }
}

function keyOf(protocol: number, words: Uint32Array, at: number, port: number): string {
  return `${protocol} ${port} ${words[at]} ${words[at + 1]} ${words[at + 2]} ${words[at + 3]}`;
}
