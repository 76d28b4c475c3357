/** Finds and reads the files of rules that a configuration names. */
import { failure, success, type Result } from '#base/result.ts';
import type { StageWorld } from '../stages/stage.ts';
import type { RuleFile } from './compile-rules.ts';

/** In the place of a path: the rules that come with the program. */
export const SHIPPED = 'shipped';
const SUFFIXES = ['.yaml', '.yml'];
const MAX_FILES = 1000;

/** Absolute paths of what `paths` name, without looking whether they are there. */
export function rulePaths(paths: readonly string[], folder: string, world: StageWorld): Result<readonly string[]> {
  const absolute: string[] = [];
  for (const path of paths) {
    if (path !== SHIPPED) absolute.push(isAbsolute(path) ? path : `${folder.replace(/[/\\]$/, '')}/${path}`);
    else if (world.rulesFolder !== null) absolute.push(world.rulesFolder);
    else
      return failure('not-found', 'The rules that ship with Netloupe are missing', {
        remedy: 'Install Netloupe again',
      });
  }
  return success(absolute);
}

/** All files in order: as named, and within a folder as sorted. Files that are named twice are read once. */
export async function loadRules(paths: readonly string[], world: StageWorld): Promise<Result<readonly RuleFile[]>> {
  const names = new Set<string>();
  for (const path of paths) {
    const listed = isRuleFile(path) ? null : await world.listFiles(path, SUFFIXES);
    // What is no folder is a file with a name of its own; reading it says what is wrong where it is neither.
    if (listed === null || !listed.ok) names.add(path);
    else if (listed.value.length === 0) {
      return failure('not-found', `There are no files of rules in ${path}`, { remedy: 'They end in .yaml or .yml' });
    } else for (const name of listed.value) names.add(name);
  }
  if (names.size > MAX_FILES) return failure('unsupported', `There are more than ${MAX_FILES} files of rules`);
  const files: RuleFile[] = [];
  for (const name of names) {
    const text = await world.readText(name);
    if (!text.ok) return text;
    files.push({ name, text: text.value });
  }
  return success(files);
}

function isRuleFile(path: string): boolean {
  return SUFFIXES.some((suffix) => path.toLowerCase().endsWith(suffix));
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || path.startsWith('\\\\') || /^[A-Za-z]:[/\\]/.test(path);
}
