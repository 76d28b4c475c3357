/** A plugin that is one file of code: what a plugin.json would say of it. */
import path from 'node:path';
import { failure, success, type Result } from '#base/result.ts';
import { DEFAULT_MAIN, MANIFEST_FILE, type PluginLanguage } from '#contract/plugins/manifest.ts';
import { quoted } from './entry-names.ts';
import type { PackageFiles } from './package-files.ts';

const LANGUAGES: Readonly<Record<string, PluginLanguage>> = { '.lua': 'lua', '.js': 'js', '.mjs': 'js' };

export function languageOfFile(file: string): PluginLanguage | null {
  return LANGUAGES[path.extname(file).toLowerCase()] ?? null;
}

/**
 * As a package: the code under the default name of its language, so that a `.js` is a module whatever lies beside it, and the
 * manifest. The configuration is handed over: it does no harm to a receiver that takes only the log.
 */
export function singleFilePackage(file: string, language: PluginLanguage, code: Buffer): Result<PackageFiles> {
  const name = pluginName(path.basename(file, path.extname(file)));
  if (name === '') {
    return failure('invalid', `No name for a plugin can be made of the file name ${quoted(path.basename(file))}`, {
      remedy: 'Rename it: letters, digits and hyphens, such as my-plugin.lua',
    });
  }
  const manifest = { name, version: '0.0.0', language, description: 'A single file', pass_config: true };
  const files = [
    { name: DEFAULT_MAIN[language], bytes: code },
    { name: MANIFEST_FILE, bytes: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`) },
  ];
  return success({ files, bytes: files.reduce((sum, { bytes }) => sum + bytes.length, 0), leftOut: [] });
}

function pluginName(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 64)
    .replace(/-+$/, '');
}
