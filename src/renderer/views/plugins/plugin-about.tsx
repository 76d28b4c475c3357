/** What a plugin is, where it comes from, what it asked for, and which of that is really held to. */
import { words } from '../../display/words.ts';
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
      <Section title={words().plugins.about.plugin}>
        {manifest.description !== '' && <p className={classes.description}>{manifest.description}</p>}
        <Facts facts={identityFacts(plugin)} />
      </Section>
      <Section title={words().plugins.about.permissions}>
        {permissions.length === 0 ? (
          <p className={classes.nothing}>{words().plugins.about.askedForNone}</p>
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
              {words().plugins.enforcement.later}
            </>
          ) : (
            <>
              <IconShieldCheck size={15} stroke={1.6} aria-hidden />
              <span>
                {enforcementText(plugin.enforcement)}
                <span className={classes.explained}>{words().plugins.enforcement.explained}</span>
              </span>
            </>
          )}
        </p>
      </Section>
      <Section title={words().plugins.about.work}>
        <Facts facts={workFacts(plugin)} />
      </Section>
    </>
  );
}

function identityFacts({ manifest, origin, folder }: PluginStatus): Fact[] {
  const { about } = words().plugins;
  return [
    { name: about.version, value: manifest.version },
    { name: about.author, value: manifest.author === '' ? about.notNamed : manifest.author },
    // As text: nothing in this window opens pages elsewhere.
    ...(manifest.homepage === null ? [] : [{ name: about.homepage, value: <Copyable text={manifest.homepage} /> }]),
    { name: about.language, value: LANGUAGES[manifest.language].name },
    { name: about.origin, value: originText(origin) },
    { name: about.folder, value: <Copyable text={folder} mono /> },
    { name: about.madeFor, value: manifest.engine === '*' ? about.anyNetloupe : `Netloupe ${manifest.engine}` },
  ];
}

function workFacts({ manifest, exports }: PluginStatus): Fact[] {
  const { about } = words().plugins;
  const { symbols, receiver } = manifest;
  const named = [
    ...symbols.sources.map((name) => about.source(name)),
    ...symbols.sinks.map((name) => about.sink(name)),
    ...symbols.functions.map((name) => about.function(name)),
  ];
  return [
    { name: about.isGiven, value: receivesText(manifest) },
    ...(receiver.logs === 'none' && !receiver.dns
      ? []
      : [{ name: about.inBulks, value: about.atMost(receiver.max_size, receiver.max_delay_ms) }]),
    ...(manifest.payload.length === 0 ? [] : [{ name: about.needsNames, value: manifest.payload.join(', ') }]),
    { name: about.exports, value: exports.length === 0 ? about.exportsLater : <code>{exports.join(', ')}</code> },
    ...(named.length === 0 ? [] : [{ name: about.forPipelines, value: named.join(', ') }]),
  ];
}

function Copyable({ text, mono = false }: { readonly text: string; readonly mono?: boolean }): React.JSX.Element {
  return (
    <span className={classes.copyable}>
      <span className={mono ? 'nl-mono' : undefined}>{text}</span>
      <CopyIcon value={text} label={words().common.copy} />
    </span>
  );
}
