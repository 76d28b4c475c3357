/** What can be chosen, of the engine and of the window, in sections or found by a word. */
import { Button, Loader, TextInput } from '@mantine/core';
import {
  IconAppWindow,
  IconBell,
  IconDeviceDesktop,
  IconDisc,
  IconEye,
  IconFileAlert,
  IconHistory,
  IconInfoCircle,
  IconNetwork,
  IconPuzzle,
  IconSearch,
  IconShieldLock,
  IconTag,
  IconTelescope,
  IconWorld,
  type Icon,
} from '@tabler/icons-react';
import { useStore } from 'zustand';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { EmptyState } from '../../widgets/empty-state.tsx';
import bar from '../view-bar.module.css';
import { EngineNotes } from './engine-notes.tsx';
import { SectionContent, sectionsOf, foundIn, type Section } from './sections.tsx';
import classes from './settings-view.module.css';
import { TransferButtons } from './transfer-buttons.tsx';

const ICONS: Readonly<Record<Section, Icon>> = {
  capture: IconDisc,
  sessions: IconNetwork,
  payload: IconTag,
  observers: IconTelescope,
  geo: IconWorld,
  history: IconHistory,
  display: IconEye,
  desktop: IconAppWindow,
  privacy: IconShieldLock,
  notifications: IconBell,
  plugins: IconPuzzle,
  crashes: IconFileAlert,
  machine: IconDeviceDesktop,
  about: IconInfoCircle,
};

export function SettingsView(): React.JSX.Element {
  const { settings } = useApp();
  const search = useStore(settings, ({ pane }) => pane.search);
  const said = words().settings;
  return (
    <section className={classes.view} data-testid="table-settings" aria-label={said.title}>
      <header className={bar.bar}>
        <h1 className={bar.title}>{said.title}</h1>
        <span className={bar.space} />
        <TextInput
          className={classes.search ?? ''}
          value={search}
          onChange={(event) => settings.getState().setPane({ search: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || search === '') return;
            event.stopPropagation();
            settings.getState().setPane({ search: '' });
          }}
          leftSection={<IconSearch size={14} stroke={1.6} aria-hidden />}
          placeholder={said.searchLabel}
          aria-label={said.searchLabel}
          data-testid="settings-search"
          spellCheck={false}
          autoComplete="off"
        />
        <TransferButtons />
      </header>
      <div className={classes.body}>
        <SectionList />
        {search.trim() === '' ? <OneSection /> : <Found search={search.trim()} />}
      </div>
    </section>
  );
}

function useSection(): Section {
  const { host, settings } = useApp();
  const name = useStore(settings, ({ pane }) => pane.section);
  return sectionsOf(host.kind).find((section) => section === name) ?? 'capture';
}

function SectionList(): React.JSX.Element {
  const { host, settings } = useApp();
  const current = useSection();
  const searching = useStore(settings, ({ pane }) => pane.search.trim() !== '');
  const said = words().settings;
  return (
    <nav className={classes.sections} aria-label={said.sectionList}>
      {sectionsOf(host.kind).map((section) => {
        const IconShape = ICONS[section];
        return (
          <button
            key={section}
            type="button"
            className={classes.section}
            aria-current={!searching && section === current ? 'page' : undefined}
            onClick={() => settings.getState().setPane({ section, search: '' })}
            data-testid={`section-${section}`}
          >
            <IconShape size={17} stroke={1.5} aria-hidden />
            {said.sections[section].title}
          </button>
        );
      })}
    </nav>
  );
}

function OneSection(): React.JSX.Element {
  const section = useSection();
  const { title, text } = words().settings.sections[section];
  return (
    <div key={section} className={classes.content} tabIndex={0} role="region" aria-label={title}>
      <div className={classes.column}>
        <header className={classes.head}>
          <h2 className={classes.heading}>{title}</h2>
          {text !== '' && <p className={classes.lead}>{text}</p>}
        </header>
        <Waiting section={section} />
        <SectionContent section={section} />
      </div>
    </div>
  );
}

/** Of the engine's sections only: others need nothing of it. */
function Waiting({ section }: { readonly section: Section }): React.JSX.Element | null {
  const { settings } = useApp();
  const known = useStore(settings, ({ state }) => state !== null);
  if (!['capture', 'sessions', 'payload', 'observers', 'geo'].includes(section)) return null;
  if (known) return <EngineNotes />;
  return (
    <p className={classes.waiting} role="status">
      <Loader size="xs" color="gray" aria-hidden /> {words().settings.loading}
    </p>
  );
}

function Found({ search }: { readonly search: string }): React.JSX.Element {
  const { host, settings } = useApp();
  const said = words().settings;
  const sections = sectionsOf(host.kind)
    .map((section) => ({ section, found: foundIn(section, search) }))
    .filter(({ found }) => found.length > 0);
  const count = sections.reduce((sum, { found }) => sum + found.length, 0);
  return (
    <div className={classes.content} tabIndex={0} role="region" aria-label={said.searchLabel}>
      <p className="nl-hidden" role="status">
        {said.found(count)}
      </p>
      {count === 0 ? (
        <EmptyState
          icon={IconSearch}
          title={said.searchNone}
          action={
            <Button variant="default" onClick={() => settings.getState().setPane({ search: '' })}>
              {said.clearSearch}
            </Button>
          }
        >
          {said.searchNoneText}
        </EmptyState>
      ) : (
        <div className={classes.column}>
          <EngineNotes />
          {sections.map(({ section, found }) => (
            <section key={section} className={classes.foundSection} aria-label={said.sections[section].title}>
              <h2 className={classes.heading}>{said.sections[section].title}</h2>
              <SectionContent section={section} only={found} />
            </section>
          ))}
        </div>
      )}
    </div>
  );
}
