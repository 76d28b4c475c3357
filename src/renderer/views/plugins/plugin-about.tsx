/** What a plugin is, where it comes from, what it asked for, and which of that is really held to. */
import { IconInfoCircle, IconShieldCheck } from '@tabler/icons-react';
import { permissionWords } from '#contract/plugins/permission-words.ts';
import type { PluginStatus } from '#contract/plugins/status.ts';
import { CopyIcon } from '../../widgets/command-line.tsx';
import { Facts, Section, type Fact } from '../../widgets/facts.tsx';
import classes from './plugin-about.module.css';
import { enforcementText, LANGUAGES, originText, receivesText } from './plugin-words.ts';

export function PluginAbout({ plugin }: { readonly plugin: PluginStatus }): React.JSX.Element {
  const { manifest } = plugin;
  const permissions = permissionWords(manifest);
  return (
    <>
      <Section title="Plugin">
        {manifest.description !== '' && <p className={classes.description}>{manifest.description}</p>}
        <Facts facts={identityFacts(plugin)} />
      </Section>
      <Section title="Permissions">
        {permissions.length === 0 ? (
          <p className={classes.nothing}>It asked for none.</p>
        ) : (
          <ul className={classes.list}>
            {permissions.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
        <p className={classes.enforcement}>
          {plugin.enforcement === null ? (
            <>
              <IconInfoCircle size={15} stroke={1.6} aria-hidden />
              What is enforced is known once it has run.
            </>
          ) : (
            <>
              <IconShieldCheck size={15} stroke={1.6} aria-hidden />
              <span>
                {enforcementText(plugin.enforcement)}
                <span className={classes.explained}>
                  Enforced: the runtime stops whatever was not asked for. Declared only: nothing stops a plugin that
                  does not ask.
                </span>
              </span>
            </>
          )}
        </p>
      </Section>
      <Section title="What it does">
        <Facts facts={workFacts(plugin)} />
      </Section>
    </>
  );
}

function identityFacts({ manifest, origin, folder }: PluginStatus): Fact[] {
  return [
    { name: 'Version', value: manifest.version },
    { name: 'Author', value: manifest.author === '' ? 'not named' : manifest.author },
    // As text: nothing in this window opens pages elsewhere.
    ...(manifest.homepage === null ? [] : [{ name: 'Homepage', value: <Copyable text={manifest.homepage} /> }]),
    { name: 'Language', value: LANGUAGES[manifest.language].name },
    { name: 'Origin', value: originText(origin) },
    { name: 'Folder', value: <Copyable text={folder} mono /> },
    { name: 'Made for', value: manifest.engine === '*' ? 'any Netloupe' : `Netloupe ${manifest.engine}` },
  ];
}

function workFacts({ manifest, exports }: PluginStatus): Fact[] {
  const { symbols, receiver } = manifest;
  const named = [
    ...symbols.sources.map((name) => `${name} (source)`),
    ...symbols.sinks.map((name) => `${name} (sink)`),
    ...symbols.functions.map((name) => `${name} (function)`),
  ];
  return [
    { name: 'Is given', value: receivesText(manifest) },
    ...(receiver.logs === 'none' && !receiver.dns
      ? []
      : [{ name: 'In bulks of', value: `at most ${receiver.max_size}, after at most ${receiver.max_delay_ms} ms` }]),
    ...(manifest.payload.length === 0 ? [] : [{ name: 'Needs names of', value: manifest.payload.join(', ') }]),
    { name: 'Exports', value: exports.length === 0 ? 'known once it has run' : <code>{exports.join(', ')}</code> },
    ...(named.length === 0 ? [] : [{ name: 'For pipelines', value: named.join(', ') }]),
  ];
}

function Copyable({ text, mono = false }: { readonly text: string; readonly mono?: boolean }): React.JSX.Element {
  return (
    <span className={classes.copyable}>
      <span className={mono ? 'nl-mono' : undefined}>{text}</span>
      <CopyIcon value={text} label="Copy" />
    </span>
  );
}
