/** What each section holds; `only`: the settings of it that were looked for. */
import { PAYLOAD_FILTERS } from '#contract/payload-filters.ts';
import { words } from '../../display/words.ts';
import type { HostAccess } from '../../state/host-access.ts';
import { SETTING_FIELDS, type EngineSection } from '../../state/settings-form.ts';
import { CrashReports } from './crash-reports.tsx';
import { DESKTOP_CHOICES, DesktopRows } from './desktop-rows.tsx';
import { DoctorChecks } from './doctor-checks.tsx';
import { EngineField } from './engine-field.tsx';
import { AboutFacts, ApiCard, LinkRows, NotifyRow } from './other-rows.tsx';
import { PayloadTable } from './payload-table.tsx';
import { PREFERENCE_CHOICES, PreferenceRow, RedactRow } from './preference-rows.tsx';
import { ForgetRow, KeptWhere } from './privacy-rows.tsx';
import { isFound, settingText } from './setting-words.ts';
import { Updates } from './updates.tsx';
import classes from './settings-view.module.css';

const SECTIONS = [
  'capture',
  'sessions',
  'payload',
  'observers',
  'geo',
  'history',
  'display',
  'desktop',
  'privacy',
  'notifications',
  'plugins',
  'machine',
  'crashes',
  'about',
] as const;
export type Section = (typeof SECTIONS)[number];

/** A browser has no desktop to be told of. */
export function sectionsOf(host: HostAccess['kind']): readonly Section[] {
  return SECTIONS.filter((section) => section !== 'desktop' || host === 'desktop');
}

/** Keys of the settings of a section that are called what somebody looks for. */
export function foundIn(section: Section, search: string): string[] {
  return keysOf(section).filter((key) => isFound(key, textOf(key), search));
}

function keysOf(section: Section): readonly string[] {
  switch (section) {
    case 'display':
      return PREFERENCE_CHOICES;
    case 'desktop':
      return DESKTOP_CHOICES.map((choice) => `desktop.${choice}`);
    case 'privacy':
      return ['redact', 'kept', 'forget'];
    case 'notifications':
      return ['notify'];
    case 'plugins':
      return ['link', 'api'];
    case 'machine':
    case 'crashes':
    case 'about':
      return [section];
    default:
      return SETTING_FIELDS.filter((field) => field.section === section).map(({ path }) => path);
  }
}

function textOf(key: string): { readonly label: string; readonly help: string } {
  const said = words().settings;
  switch (key) {
    case 'kept':
      return {
        label: said.privacy.keptTitle,
        help: Object.values(said.privacy.kept)
          .map(({ what }) => what)
          .join(' '),
      };
    case 'forget':
      return { label: said.privacy.forget, help: said.privacy.forgetHelp };
    case 'notify':
      return said.notifications;
    case 'link':
      return { label: said.sections.plugins.title, help: said.sections.plugins.text };
    case 'api':
      return { label: 'API', help: 'HTTP' };
    case 'machine':
      return { label: said.sections.machine.title, help: `${said.sections.machine.text} doctor` };
    case 'crashes':
      return { label: said.sections.crashes.title, help: said.sections.crashes.text };
    case 'about':
      return {
        label: said.sections.about.title,
        help: [words().updates.label, words().updates.help, ...Object.values(said.about)]
          .filter((text) => typeof text === 'string')
          .join(' '),
      };
    default: {
      const choice = DESKTOP_CHOICES.find((each) => key === `desktop.${each}`);
      return choice === undefined ? settingText(key) : words().desktop.rows[choice];
    }
  }
}

export function SectionContent({
  section,
  only = null,
}: {
  readonly section: Section;
  readonly only?: readonly string[] | null;
}): React.JSX.Element {
  const shows = (key: string): boolean => only === null || only.includes(key);
  switch (section) {
    case 'payload':
      return <PayloadSection shows={shows} />;
    case 'display':
      return (
        <div className={classes.card}>
          {PREFERENCE_CHOICES.filter(shows).map((preference) => (
            <PreferenceRow key={preference} preference={preference} />
          ))}
        </div>
      );
    case 'desktop':
      return <DesktopRows shows={(choice) => shows(`desktop.${choice}`)} />;
    case 'privacy':
      return (
        <>
          {(shows('redact') || shows('forget')) && (
            <div className={classes.card}>
              {shows('redact') && <RedactRow />}
              {shows('forget') && <ForgetRow />}
            </div>
          )}
          {shows('kept') && <KeptWhere />}
        </>
      );
    case 'notifications':
      return (
        <div className={classes.card}>
          <NotifyRow />
        </div>
      );
    case 'plugins':
      return (
        <>
          {shows('link') && (
            <div className={classes.card}>
              <LinkRows />
            </div>
          )}
          {shows('api') && <ApiCard />}
        </>
      );
    case 'machine':
      return <DoctorChecks />;
    case 'crashes':
      return <CrashReports />;
    case 'about':
      return (
        <>
          <Updates />
          <AboutFacts />
        </>
      );
    default:
      return <EngineCard section={section} shows={shows} />;
  }
}

function EngineCard({
  section,
  shows,
}: {
  readonly section: EngineSection;
  shows(key: string): boolean;
}): React.JSX.Element {
  return (
    <div className={classes.card}>
      {SETTING_FIELDS.filter((field) => field.section === section && shows(field.path)).map((field) => (
        <EngineField key={field.path} field={field} />
      ))}
    </div>
  );
}

/** Three settings to a line; what stands alone comes first. */
function PayloadSection({ shows }: { shows(key: string): boolean }): React.JSX.Element {
  const alone = SETTING_FIELDS.filter(
    ({ section, path }) => section === 'payload' && !path.startsWith('filter.payload.') && shows(path),
  );
  const names = PAYLOAD_FILTERS.filter((name) =>
    ['enabled', 'ports', 'match'].some((part) => shows(`filter.payload.${name}.${part}`)),
  );
  return (
    <>
      {names.length > 0 && (
        <div className={classes.card}>
          <PayloadTable names={names} />
        </div>
      )}
      {alone.length > 0 && (
        <div className={classes.card}>
          {alone.map((field) => (
            <EngineField key={field.path} field={field} />
          ))}
        </div>
      )}
    </>
  );
}
