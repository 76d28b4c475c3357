/** Every target. */
import type { Target } from '../target.ts';
import { captureTargets } from './captures.ts';
import { dnsTargets } from './dns.ts';
import { flowSoakTarget } from './flow-soak.ts';
import { flowTargets } from './flows.ts';
import { frameTargets } from './frames.ts';
import { nameTargets } from './names.ts';
import { quicTargets } from './quic.ts';
import { reassemblyTarget } from './reassembly.ts';
import { ruleTargets } from './rules.ts';
import { textTargets } from './texts.ts';

export const TARGETS: readonly Target[] = [
  ...frameTargets,
  ...dnsTargets,
  ...nameTargets,
  ...quicTargets,
  ...textTargets,
  ...ruleTargets,
  ...captureTargets,
  ...flowTargets,
  flowSoakTarget,
  reassemblyTarget,
];
