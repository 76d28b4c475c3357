/** The refusal to take away a plugin that pipelines use, in the same words wherever it is said. */
import { failure, type Failure } from '#base/result.ts';
import type { SymbolUse } from './status.ts';

type Use = Pick<SymbolUse, 'pipeline' | 'stage' | 'kind' | 'name'>;

export function inUse(plugin: string, uses: readonly Use[]): { readonly ok: false; readonly failure: Failure } {
  const users = uses.map(({ pipeline, stage, kind, name }) => `${pipeline} (${stage}: ${kind} ${name})`);
  return failure('in-use', `${plugin} is used by pipelines: ${[...new Set(users)].join(', ')}`, {
    remedy: 'Stop these pipelines, or do it by force: what is on its way then waits until the plugin is there again',
  });
}
