/** Which commands the palette lists for what was typed, and in which order. Pure. */
import { COMMAND_GROUPS, type Command, type CommandGroup } from './command.ts';
import { fuzzyMatch } from './fuzzy.ts';

export interface FoundCommand {
  readonly command: Command;
  /** Letters of the title that were found. */
  readonly places: readonly number[];
  /** The group that begins here; null within one. */
  readonly heading: CommandGroup | 'recent' | null;
}

const MAX_FOUND = 60;

/** Without a query all of them by group, those used last on top; with one the best first, without groups. */
export function foundCommands(
  commands: readonly Command[],
  query: string,
  used: readonly string[],
): readonly FoundCommand[] {
  const shown = commands.filter(({ hidden }) => hidden !== true);
  if (query.trim() === '') return grouped(shown, used);
  return shown
    .flatMap((command) => {
      const inTitle = fuzzyMatch(query, command.title);
      // What stands beside the title is searched, too; a title alone counts more.
      const anywhere = inTitle ?? fuzzyMatch(query, `${command.title} ${command.note ?? ''}`);
      if (anywhere === null) return [];
      const recent = used.includes(command.id) ? 1 : 0;
      return [{ command, places: inTitle?.places ?? [], score: anywhere.score + recent - (inTitle === null ? 6 : 0) }];
    })
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MAX_FOUND)
    .map(({ command, places }) => ({ command, places, heading: null }));
}

function grouped(commands: readonly Command[], used: readonly string[]): readonly FoundCommand[] {
  const recent = used.flatMap((id) => commands.find((command) => command.id === id) ?? []);
  const rest = commands.filter((command) => !recent.includes(command));
  const groups: readonly (readonly [CommandGroup | 'recent', readonly Command[]])[] = [
    ['recent', recent],
    ...COMMAND_GROUPS.map((group) => [group, rest.filter((command) => command.group === group)] as const),
  ];
  return groups.flatMap(([group, members]) =>
    members.map((command, at) => ({ command, places: [], heading: at === 0 ? group : null })),
  );
}
