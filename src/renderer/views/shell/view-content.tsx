/**
 * The view that is open. Those that are looked at rarely are loaded when they are first opened, or when the page has had nothing to do for a while, so that
 * the first ones are there sooner.
 */
import { lazy, Suspense, useEffect } from 'react';
import type { ViewName } from '#contract/view-names.ts';
import { AlertsView } from '../alerts/alerts-view.tsx';
import { DnsView } from '../dns/dns-view.tsx';
import { InterfacesView } from '../interfaces/interfaces-view.tsx';
import { OverviewView } from '../overview/overview-view.tsx';
import { PacketsView } from '../packets/packets-view.tsx';
import { SessionsView } from '../sessions/sessions-view.tsx';

const load = {
  plugins: () => import('../plugins/plugins-view.tsx').then(({ PluginsView }) => ({ default: PluginsView })),
  pipelines: () => import('../pipelines/pipelines-view.tsx').then(({ PipelinesView }) => ({ default: PipelinesView })),
  history: () => import('../history/history-view.tsx').then(({ HistoryView }) => ({ default: HistoryView })),
  settings: () => import('../settings/settings-view.tsx').then(({ SettingsView }) => ({ default: SettingsView })),
} as const;

const CONTENT = {
  overview: OverviewView,
  sessions: SessionsView,
  packets: PacketsView,
  dns: DnsView,
  interfaces: InterfacesView,
  alerts: AlertsView,
  plugins: lazy(load.plugins),
  pipelines: lazy(load.pipelines),
  history: lazy(load.history),
  settings: lazy(load.settings),
} as const;

/** Longer than the first views take to be drawn. */
const QUIET_MS = 4000;

export function ViewContent({ view }: { readonly view: ViewName }): React.JSX.Element {
  useEffect(() => {
    const timer = setTimeout(() => Object.values(load).forEach((loadView) => void loadView()), QUIET_MS);
    return () => clearTimeout(timer);
  }, []);
  const Content = CONTENT[view];
  return (
    <Suspense fallback={null}>
      <Content key={view} />
    </Suspense>
  );
}
