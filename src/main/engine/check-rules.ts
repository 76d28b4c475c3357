/** Reads and compiles rules without anything to hold against them: what is in them, and what is wrong with them. */
import { success, type Result } from '#base/result.ts';
import { compileRules } from './pipeline/rules/compile-rules.ts';
import { loadRules, SHIPPED } from './pipeline/rules/load-rules.ts';
import type { RuleMistake } from './pipeline/rules/mistakes.ts';
import type { RuleCounts } from './pipeline/rules/rule-set.ts';
import type { StageWorld } from './pipeline/stages/stage.ts';

export interface RulesCheck {
  /** Null where there are mistakes. */
  readonly counts: RuleCounts | null;
  readonly mistakes: readonly RuleMistake[];
  /** What does not keep the rules from being used. */
  readonly notices: readonly RuleMistake[];
}

/** `paths`: files, folders, or `shipped`; they are named in mistakes as they are named here. */
export async function checkRules(paths: readonly string[], world: StageWorld): Promise<Result<RulesCheck>> {
  const files = await loadRules(
    paths.map((path) => (path === SHIPPED ? (world.rulesFolder ?? path) : path)),
    world,
  );
  if (!files.ok) return files;
  const { set, report } = compileRules(files.value, { resolvers: await world.resolvers() });
  return success({ counts: set?.counts ?? null, mistakes: report.mistakes, notices: report.notices });
}
