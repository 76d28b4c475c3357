import { IconCircleArrowDown, IconCircleCheck, IconPlugConnectedX, IconQuestionMark } from '@tabler/icons-react';
import type { InterfaceSample } from '#contract/protocol.ts';
import { Mark } from '../../widgets/mark.tsx';

export function InterfaceState({ sample }: { readonly sample: InterfaceSample }): React.JSX.Element {
  if (!sample.present)
    return <Mark icon={IconPlugConnectedX} text="gone" tone="warning" title="The interface vanished" />;
  switch (sample.info.state) {
    case 'up':
      return <Mark icon={IconCircleCheck} text="up" tone="good" title="The interface is up" />;
    case 'down':
      return <Mark icon={IconCircleArrowDown} text="down" tone="quiet" title="The interface is down" />;
    case 'unknown':
      return <Mark icon={IconQuestionMark} text="state unknown" tone="quiet" title="The driver does not tell" />;
  }
}
