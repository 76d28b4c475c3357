/** Kinds of stages by name: those of ours and, for `export`, the sinks that there are. */
import type { SinkKind } from './sink.ts';
import type { SourceKind } from './source.ts';
import type { StageKind } from './stage.ts';

/** Sinks of ours and of plugins. Those of plugins come and go, so they are asked for each time. */
export interface SinkRegistry {
  find(name: string): SinkKind | null;
  names(): readonly string[];
}

export type AnyStageKind =
  | { readonly role: 'source'; readonly kind: SourceKind }
  | { readonly role: 'stage'; readonly kind: StageKind };

export class StageRegistry {
  private readonly kinds = new Map<string, AnyStageKind>();

  constructor(sources: readonly SourceKind[], stages: readonly StageKind[]) {
    for (const kind of sources) this.kinds.set(kind.name, { role: 'source', kind });
    for (const kind of stages) this.kinds.set(kind.name, { role: 'stage', kind });
  }

  find(name: string): AnyStageKind | null {
    return this.kinds.get(name) ?? null;
  }

  names(): readonly string[] {
    return [...this.kinds.keys()];
  }
}

/** A registry of fixed sinks. */
export function sinkRegistry(kinds: readonly SinkKind[]): SinkRegistry {
  const byName = new Map(kinds.map((kind) => [kind.name, kind]));
  return { find: (name) => byName.get(name) ?? null, names: () => [...byName.keys()] };
}
