import { IconCircleArrowDown, IconCircleCheck, IconPlugConnectedX, IconQuestionMark } from '@tabler/icons-react';
import type { InterfaceSample } from '#contract/protocol.ts';
import { words } from '../../display/words.ts';
import { Mark } from '../../widgets/mark.tsx';

export function InterfaceState({ sample }: { readonly sample: InterfaceSample }): React.JSX.Element {
  const say = words().interfaces.state;
  if (!sample.present) return <Mark icon={IconPlugConnectedX} text={say.gone} tone="warning" title={say.goneHint} />;
  switch (sample.info.state) {
    case 'up':
      return <Mark icon={IconCircleCheck} text={say.up} tone="good" title={say.upHint} />;
    case 'down':
      return <Mark icon={IconCircleArrowDown} text={say.down} tone="quiet" title={say.downHint} />;
    case 'unknown':
      return <Mark icon={IconQuestionMark} text={say.unknown} tone="quiet" title={say.unknownHint} />;
  }
}
