/** How each view is called and drawn, wherever it is named. */
import {
  IconBell,
  IconDatabase,
  IconLayoutDashboard,
  IconNetwork,
  IconPipeline,
  IconPuzzle,
  IconServer2,
  IconSettings,
  IconTimeline,
  IconWorldSearch,
  type Icon,
} from '@tabler/icons-react';
import { words } from '../../display/words.ts';
import type { ViewName } from '#contract/view-names.ts';

export const VIEW_ICONS: Readonly<Record<ViewName, Icon>> = {
  overview: IconLayoutDashboard,
  sessions: IconNetwork,
  packets: IconTimeline,
  dns: IconWorldSearch,
  interfaces: IconServer2,
  alerts: IconBell,
  plugins: IconPuzzle,
  pipelines: IconPipeline,
  history: IconDatabase,
  settings: IconSettings,
};

export function viewTitle(view: ViewName): string {
  return words()[view].title;
}
