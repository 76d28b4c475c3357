/** `netloupe plugin new NAME`: a plugin to begin with. Writes into a folder that is not there yet, or nothing at all. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { failure, success, type Result } from '#base/result.ts';
import { parseManifest, type PluginLanguage } from '#contract/plugins/manifest.ts';
import { describeWriteError, isErrno } from '#main/host/files/write-errors.ts';
import { EXIT_DONE } from '../exit-codes.ts';
import { findPackageRoot, type PackageRoot } from '../package-root.ts';
import { PART_TEMPLATES, type PartKind } from '../plugins/part-templates.ts';
import { HELP_FILES, partFiles, templateFiles, type TemplateFile } from '../plugins/template.ts';
import { refuse } from '../refuse.ts';
import { note, print } from '../terminal.ts';

export interface PluginNewOptions {
  readonly lang: PluginLanguage;
  /** A part of pipelines; default: what gets packet logs. */
  readonly kind?: PartKind | 'receiver';
  /** Where the plugin's folder is made; default: here. */
  readonly dir?: string;
}

export async function pluginNewCommand(name: string, options: PluginNewOptions): Promise<number> {
  const root = findPackageRoot();
  const folder = path.join(options.dir ?? '.', name);
  const { lang, kind = 'receiver' } = options;
  const { version } = root;
  const files = kind === 'receiver' ? templateFiles(name, lang, version) : partFiles(kind, name, lang, version);
  const written = await writeTemplate(root, files, lang, folder);
  if (!written.ok) return refuse(written.failure);
  await print(`Wrote ${folder}\n`);
  if (kind === 'receiver') {
    note(`  netloupe plugin test ${folder} --watch    tries it on the sample capture, again at every save`);
  } else note(`  netloupe plugin test ${folder} ${PART_TEMPLATES[kind].test}`);
  note(`  netloupe plugin install ${folder}         for good`);
  return EXIT_DONE;
}

async function writeTemplate(
  root: PackageRoot,
  files: readonly TemplateFile[],
  language: PluginLanguage,
  folder: string,
): Promise<Result<null>> {
  const checked = checkName(files);
  if (!checked.ok) return checked;
  const help = await readHelpFiles(root, language);
  if (!help.ok) return help;
  try {
    await mkdir(path.dirname(folder), { recursive: true });
    await mkdir(folder);
  } catch (error) {
    if (isErrno(error) && error.code === 'EEXIST') {
      return failure('usage', `${folder} is there already`, { remedy: 'Choose another name, or another --dir' });
    }
    return describeWriteError(error, folder);
  }
  try {
    for (const file of [...files, ...help.value]) {
      await mkdir(path.dirname(path.join(folder, file.name)), { recursive: true });
      await writeFile(path.join(folder, file.name), file.text);
    }
    return success(null);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    return describeWriteError(error, folder);
  }
}

async function readHelpFiles(root: PackageRoot, language: PluginLanguage): Promise<Result<readonly TemplateFile[]>> {
  try {
    const read = HELP_FILES[language].map(async ({ name, from }) => {
      return { name, text: await readFile(path.join(root.folder, from), 'utf8') };
    });
    return success(await Promise.all(read));
  } catch (error) {
    if (!isErrno(error)) throw error;
    return failure('unavailable', `This copy of Netloupe is not complete: ${error.message}`);
  }
}

/** By the manifest that would be written. */
function checkName(files: readonly TemplateFile[]): Result<unknown> {
  const manifest = files.find((file) => file.name === 'plugin.json');
  const parsed = parseManifest(JSON.parse(manifest?.text ?? 'null'));
  return parsed.ok ? parsed : failure('usage', parsed.failure.message.replace(/^plugin\.json: /, ''));
}
