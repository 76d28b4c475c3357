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

export function filterCommands(
  source: ViewSource,
  turns: Turns,
): Pick<CommandHandlers, 'filter.check' | 'filter.suggest'> {
  return {
    'filter.check': ({ text, table }) =>
      Promise.resolve(success(check(text, modelOf(source, { table, redact: false })))),
    'filter.suggest': async (params, signal) =>
      success(await suggest(params, modelOf(source, params), new Slicer(turns), signal)),
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
  { text, cursor }: FilterCommandParams['filter.suggest'],
  model: TableModel,
  slicer: Slicer,
  signal: AbortSignal,
): Promise<FilterSuggestions> {
  const place = typingPlace(text, cursor);
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
    held: model.held(),
  });
  if (expected.what === 'value') {
    const field = filterField(expected.field);
    if (field === undefined) return answer('value', []);
    const { items, counted } = await values(field, typed, model, slicer, signal);
    return answer('value', items, counted);
  }
  if (expected.what === 'operator') {
    const field = filterField(expected.field);
    const operators = field === undefined ? [] : operatorSuggestions(typed, field.field);
    if (operators.length > 0) return answer('operator', operators);
    if (field !== undefined && impliedOperator(expected.field) !== null) {
      const { items, counted } = await values(field, typed, model, slicer, signal);
      return answer('value', items, counted);
    }
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
