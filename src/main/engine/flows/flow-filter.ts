/** Judges conversations in the initiator's orientation, so that replies share their request's fate. */
import type { Result } from '#base/result.ts';

/** As in the configuration (DESIGN: `filter.*`); null where unset. */
export interface FlowFilterSettings {
  readonly source: readonly string[] | null;
  readonly destination: readonly string[] | null;
  readonly strict: boolean;
  readonly protocol: readonly (string | number)[] | null;
  readonly port: readonly number[] | null;
  readonly payload: {
    readonly dns: { readonly enabled: boolean; readonly ports: readonly number[]; readonly match: readonly string[] };
  };
  readonly only_matching: boolean;
}
export interface FlowFilter {
  readonly onlyMatching: boolean;
  /** Ports (65,536 entries, 1 where on) of the `dns` payload filter; null where it is off. */
  readonly dnsPorts: Uint8Array | null;
  /** Whether the `dns` payload filter takes this name. */
  matchesDnsName(name: string): boolean;
  /** `responderPort` is -1 where the protocol has no ports. */
  accepts(addresses: Uint32Array, at: number, ipv6: boolean, protocol: number, responderPort: number): boolean;
}
/** Failures (`invalid`) name the key. An empty list is one. */
export declare function compileFlowFilter(settings: FlowFilterSettings): Result<FlowFilter>;
