/**
 * The stage `policy`: holds flat records against rules. A record that rules apply to leaves with `policies` and `tags`; one that
 * none applies to leaves only in mode `enrich`; one that a drop rule applies to never does.
 */
import { failure, success, type Result } from '#base/result.ts';
import type { PipelineRecord } from '#contract/pipelines/record.ts';
import type { Json } from '#contract/plugins/json.ts';
import type { Emit, Stage, StageContext, StageKind } from '../stages/stage.ts';
import { policyConfig, type PolicyConfig } from './policy-config.ts';
import { rulePaths } from './load-rules.ts';
import { RuleActions } from './rule-actions.ts';
import { RuleKeeper } from './rule-keeper.ts';
import type { CompiledRule, RuleSet } from './rule-set.ts';

export const policyStage: StageKind<PolicyConfig> = {
  name: 'policy',
  summary: 'Holds records against rules: names those that apply, raises alerts, drops what nobody wants to see.',
  reads: ['flat', 'aggregate'],
  writes: (input) => input,
  config: policyConfig,
  detail: ({ rules, mode }) => (mode === 'alert' ? rules.join(', ') : `${mode}, ${rules.join(', ')}`),
  create(config, context) {
    const paths = rulePaths(config.rules, context.folder, context.world);
    return paths.ok ? success(new PolicyStage(config, paths.value, context)) : paths;
  },
};

class PolicyStage implements Stage {
  private readonly config: PolicyConfig;
  private readonly context: StageContext;
  private readonly keeper: RuleKeeper;
  private readonly actions: RuleActions;
  /** Rules whose windows had too many keys, which is told once. */
  private readonly overfull = new Set<string>();

  constructor(config: PolicyConfig, paths: readonly string[], context: StageContext) {
    this.config = config;
    this.context = context;
    this.keeper = new RuleKeeper(context, paths, { lists: config.lists });
    this.actions = new RuleActions(context, config.alerts_per_minute);
  }

  async test(): Promise<Result<null>> {
    const loaded = await this.keeper.load();
    if (loaded.ok && this.config.reload) this.keeper.watch();
    return loaded;
  }

  /** At once where it can: rules are there and no plugin is to be called. */
  process(records: readonly PipelineRecord[], emit: Emit): Result<null> | Promise<Result<null>> {
    const set = this.keeper.current;
    if (set === null) return this.loadFirst(records, emit);
    emit(this.judge(set, records));
    this.warnOfOverfull(set);
    return this.actions.hasCalls ? this.actions.endBatch().then(() => success(null)) : success(null);
  }

  async finish(): Promise<Result<null>> {
    await this.actions.finish();
    return success(null);
  }

  async cleanup(): Promise<void> {
    this.keeper.close();
    this.actions.close();
  }

  private async loadFirst(records: readonly PipelineRecord[], emit: Emit): Promise<Result<null>> {
    const loaded = await this.test();
    return loaded.ok ? this.process(records, emit) : loaded;
  }

  private judge(set: RuleSet, records: readonly PipelineRecord[]): PipelineRecord[] {
    const passed: PipelineRecord[] = [];
    const enriches = this.config.mode === 'enrich';
    for (const record of records) {
      const rules = set.judge(record);
      if (rules === null) continue;
      if (rules.length === 0) {
        if (enriches) passed.push(record);
        continue;
      }
      const judged = withPolicies(record, rules);
      passed.push(judged);
      for (const rule of rules) this.actions.carryOut(rule, judged);
    }
    return passed;
  }

  private warnOfOverfull({ rules }: RuleSet): void {
    for (const { policy, forgotten } of rules) {
      if (forgotten() === 0 || this.overfull.has(policy.id)) continue;
      this.overfull.add(policy.id);
      const message = `Rule "${policy.id}": there is more to remember than fits, so the least recently seen is forgotten`;
      this.context.warn(
        failure('unavailable', message, { remedy: 'Let it look at less, or at a shorter time' }).failure,
      );
    }
  }
}

/** What earlier stages found stays, in front. */
function withPolicies(record: PipelineRecord, rules: readonly CompiledRule[]): PipelineRecord {
  const tags = new Set<Json>(listOf(record['tags']));
  for (const rule of rules) for (const tag of rule.tags) tags.add(tag);
  const policies = [...listOf(record['policies']), ...rules.map(({ policy }) => policy)];
  return { ...record, policies, tags: [...tags] };
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
