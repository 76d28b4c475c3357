/** What the channel can ask of a filter that is being written: what is wrong with it, and what could come next. */
import { success } from '#base/result.ts';
import type { CommandHandlers, ViewParams } from '#contract/protocol.ts';
import type { FilterCheck, FilterCommandParams, FilterSuggestion, FilterSuggestions } from '#contract/views/filter.ts';
import { valueCounter } from './filter/count-values.ts';
import { eachComparison } from './filter/expression.ts';
import { filterField, impliedOperator, isThere, type FilterField } from './filter/filter-fields.ts';
import { parseFilter } from './filter/filter-parser.ts';
import { fieldSuggestions, jointSuggestions, operatorSuggestions } from './filter/suggestions.ts';
import { filterPieces } from './filter/token-roles.ts';
import { typingPlace, type TypingPlace } from './filter/typing-place.ts';
import { knownValues, valueSuggestions } from './filter/value-suggestions.ts';
import { eachNewestRow } from './store/count-rows.ts';
import { Slicer, type Turns } from './store/slicer.ts';
import type { TableModel } from './store/table-model.ts';
import type { ViewSource } from './store/view-stream.ts';

/** Values of a field of what memory does not have, with how many rows have each; null: it is memory that is asked. */
export type ElsewhereValues = (
  field: FilterField,
  params: FilterCommandParams['filter.suggest'],
  typed: string,
  signal: AbortSignal,
) => Promise<ReadonlyMap<string, number> | null>;

export function filterCommands(
  source: ViewSource,
  turns: Turns,
  elsewhere: ElsewhereValues = () => Promise.resolve(null),
): Pick<CommandHandlers, 'filter.check' | 'filter.suggest'> {
  return {
    'filter.check': ({ text, table }) =>
      Promise.resolve(success(check(text, modelOf(source, { table, redact: false })))),
    'filter.suggest': async (params, signal) =>
      success(await suggest(params, modelOf(source, params), new Slicer(turns), elsewhere, signal)),
  };
}

/** Every packet: there are more values to be found than in the log. */
function modelOf(source: ViewSource, { table, redact }: Pick<ViewParams, 'table' | 'redact'>): TableModel {
  return source.table({ table, redact, packetLogs: 'all' });
}

function check(text: string, { fields }: TableModel): FilterCheck {
  const pieces = filterPieces(text);
  const parsed = parseFilter(text);
  if (!parsed.ok) return { mistake: parsed.mistake, isEmpty: false, pieces, notHere: [] };
  const notHere = new Set<string>();
  if (parsed.expression !== null) {
    eachComparison(parsed.expression, ({ field: { field }, name }) => {
      if (!isThere(field, fields)) notHere.add(name);
    });
  }
  return { mistake: null, isEmpty: parsed.expression === null, pieces, notHere: [...notHere] };
}

async function suggest(
  params: FilterCommandParams['filter.suggest'],
  model: TableModel,
  slicer: Slicer,
  elsewhere: ElsewhereValues,
  signal: AbortSignal,
): Promise<FilterSuggestions> {
  const place = typingPlace(params.text, params.cursor);
  const { from, to, typed, expected } = place;
  const answer = (
    kind: FilterSuggestions['kind'],
    items: readonly FilterSuggestion[],
    counted = 0,
  ): FilterSuggestions => ({
    kind,
    from,
    to,
    items,
    counted,
    held: Math.max(model.held(), counted),
  });
  const valuesOf = async (field: FilterField): Promise<FilterSuggestions> => {
    const found = await elsewhere(field, params, typed, signal);
    if (found !== null) {
      const counted = [...found.values()].reduce((sum, count) => sum + count, 0);
      return answer('value', valueSuggestions(new Map([...knownValues(field.field), ...found]), typed), counted);
    }
    const { items, counted } = await values(field, typed, model, slicer, signal);
    return answer('value', items, counted);
  };
  if (expected.what === 'value') {
    const field = filterField(expected.field);
    return field === undefined ? answer('value', []) : valuesOf(field);
  }
  if (expected.what === 'operator') {
    const field = filterField(expected.field);
    const operators = field === undefined ? [] : operatorSuggestions(typed, field.field);
    if (operators.length > 0) return answer('operator', operators);
    if (field !== undefined && impliedOperator(expected.field) !== null) return valuesOf(field);
  }
  if (expected.what !== 'term') {
    const joints = jointSuggestions(typed);
    if (joints.length > 0) return answer('joint', joints);
  }
  return answer('field', fieldSuggestions(typed, KINDS[model.table], model.fields));
}

const KINDS = { sessions: 'session', packets: 'packet', dns: 'dns' } as const;

async function values(
  field: FilterField,
  typed: TypingPlace['typed'],
  model: TableModel,
  slicer: Slicer,
  signal: AbortSignal,
): Promise<{ readonly items: readonly FilterSuggestion[]; readonly counted: number }> {
  const counts = knownValues(field.field);
  const counter = valueCounter(field, model.fields);
  const counted = counter === null ? 0 : await eachNewestRow(model, slicer, signal, (index) => counter.add(index));
  for (const [value, count] of counter?.counts() ?? []) counts.set(value, count);
  return { items: valueSuggestions(counts, typed), counted };
}
