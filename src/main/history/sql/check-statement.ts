/** Whether a statement, as DuckDB's parser read it, only asks, only our tables, and calls only what may be called. Pure: the tree is DuckDB's (json_serialize_sql). */
import { meant } from '#base/nearest-text.ts';
import { ALLOWED_FUNCTIONS, ALLOWED_TABLE_FUNCTIONS } from './allowed-functions.ts';
import { GUARDED_FUNCTIONS } from './function-guards.ts';

/** `at`: UTF-8 bytes from the beginning of the text; null where the tree does not say. */
export interface TreeMistake {
  readonly at: number | null;
  readonly message: string;
}

type Tree = Readonly<Record<string, unknown>>;
/** Names of CTEs that are known at a place, in lower case. */
type Scope = ReadonlySet<string>;

const TABLE_REFERENCES = new Set([
  'BASE_TABLE',
  'SUBQUERY',
  'JOIN',
  'TABLE_FUNCTION',
  'EXPRESSION_LIST',
  'EMPTY',
  'PIVOT',
  'SHOW_REF',
]);
const QUERIES = new Set(['SELECT_NODE', 'SET_OPERATION_NODE', 'RECURSIVE_CTE_NODE', 'CTE_NODE']);
const EXPRESSIONS = new Set([
  'BETWEEN',
  'CASE',
  'CAST',
  'COLLATE',
  'COLUMN_REF',
  'COMPARISON',
  'CONJUNCTION',
  'CONSTANT',
  'FUNCTION',
  'LAMBDA',
  'LAMBDA_REF',
  'OPERATOR',
  'POSITIONAL_REFERENCE',
  'STAR',
  'SUBQUERY',
  'TYPE',
  'WINDOW',
]);
/** Where DuckDB does not say. */
const NOWHERE = 2 ** 53;

export const ONLY_QUESTIONS = 'Only questions can be asked here: SELECT, WITH, FROM, VALUES, DESCRIBE or SUMMARIZE';

/** Of the statements in one text; null where there is nothing to say against them. `tables`: in lower case. */
export function checkStatements(statements: readonly unknown[], tables: ReadonlySet<string>): TreeMistake | null {
  if (statements.length === 0) return { at: null, message: `There is no statement. ${ONLY_QUESTIONS}` };
  if (statements.length > 1) return { at: null, message: 'There is more than one statement. Ask one at a time' };
  return new StatementCheck(tables).walk(statements[0], new Set());
}

class StatementCheck {
  private readonly tables: ReadonlySet<string>;

  constructor(tables: ReadonlySet<string>) {
    this.tables = tables;
  }

  walk(node: unknown, scope: Scope): TreeMistake | null {
    if (Array.isArray(node)) return this.first(node, scope);
    if (!isTree(node)) return null;
    const own = this.checkOne(node, scope);
    if (own !== null) return own;
    const entries = listOf(treeOf(node['cte_map'])?.['map']);
    const known = new Set(scope);
    for (const entry of entries) {
      const found = this.walkEntry(entry, known);
      if (found !== null) return found;
      known.add(textOf(treeOf(entry)?.['key']).toLowerCase());
    }
    if (node['type'] === 'TABLE_FUNCTION') {
      // Its name is that of a table function, which was looked at; what it is given is ordinary.
      const { function: call, ...rest } = node;
      return this.first([treeOf(call)?.['children'], ...Object.values(rest)], known);
    }
    return this.first(
      Object.entries(node).flatMap(([key, value]) => (key === 'cte_map' ? [] : [value])),
      known,
    );
  }

  /** Its own name is known in the part that comes again, and nowhere else in it: there, it would be that of a table. */
  private walkEntry(entry: unknown, known: Scope): TreeMistake | null {
    const value = treeOf(treeOf(entry)?.['value']);
    const query = treeOf(treeOf(value?.['query'])?.['node']);
    if (query?.['type'] !== 'RECURSIVE_CTE_NODE') return this.walk(value, known);
    const { left, right, ...rest } = query;
    const name = textOf(query['cte_name']).toLowerCase();
    return this.walk(left, known) ?? this.walk(right, new Set([...known, name])) ?? this.walk(rest, known);
  }

  private first(nodes: readonly unknown[], scope: Scope): TreeMistake | null {
    for (const node of nodes) {
      const found = this.walk(node, scope);
      if (found !== null) return found;
    }
    return null;
  }

  private checkOne(node: Tree, scope: Scope): TreeMistake | null {
    const kind = textOf(node['class']);
    const type = textOf(node['type']);
    if (kind === 'FUNCTION' || kind === 'WINDOW') return checkCall(node);
    if (kind !== '') {
      if (EXPRESSIONS.has(kind)) return null;
      return mistake(node, kind === 'PARAMETER' ? 'There is no value for this place' : `${kind} cannot be asked here`);
    }
    const isQuery = 'cte_map' in node;
    const isTable = !isQuery && 'query_location' in node;
    if (isQuery && !QUERIES.has(type)) return mistake(node, ONLY_QUESTIONS);
    if (isTable && !TABLE_REFERENCES.has(type)) return mistake(node, `${type} cannot be asked here`);
    if (!isTable) return null;
    if (type === 'BASE_TABLE') return this.checkTable(node, scope);
    if (type === 'TABLE_FUNCTION') return checkTableFunction(node);
    if (type === 'SHOW_REF') return checkShow(node);
    return null;
  }

  private checkTable(node: Tree, scope: Scope): TreeMistake | null {
    const name = textOf(node['table_name']).toLowerCase();
    const schema = textOf(node['schema_name']).toLowerCase();
    const catalog = textOf(node['catalog_name']);
    const isPlain = catalog === '' && treeOf(node['at_clause']) === null;
    if (isPlain && schema === '' && (this.tables.has(name) || scope.has(name))) return null;
    if (isPlain && schema === 'main' && this.tables.has(name)) return null;
    const full = [catalog, textOf(node['schema_name']), textOf(node['table_name'])].filter((part) => part !== '');
    const hint = meant(name, [...this.tables, ...scope]);
    return mistake(node, `There is no table "${full.join('.')}" here${hint}`);
  }
}

function checkTableFunction(node: Tree): TreeMistake | null {
  const call = treeOf(node['function']);
  const name = textOf(call?.['function_name']).toLowerCase();
  const isPlain = textOf(call?.['schema']) === '' && textOf(call?.['catalog']) === '';
  if (call !== null && isPlain && ALLOWED_TABLE_FUNCTIONS.has(name)) return null;
  return mistake(
    node,
    `${name} cannot be asked here: in the place of a table there are ${[...ALLOWED_TABLE_FUNCTIONS].join(', ')}`,
  );
}

function checkShow(node: Tree): TreeMistake | null {
  const asksOne = treeOf(node['query']) !== null;
  if (asksOne && (node['show_type'] === 'DESCRIBE' || node['show_type'] === 'SUMMARY')) return null;
  return mistake(node, 'Only DESCRIBE and SUMMARIZE of a table or of a question can be asked here');
}

function checkCall(node: Tree): TreeMistake | null {
  const name = textOf(node['function_name']).toLowerCase();
  const schema = textOf(node['schema']).toLowerCase();
  // The parser says `main` of what it calls by itself; what is guarded is found under its bare name alone.
  const isPlain =
    textOf(node['catalog']) === '' && (schema === '' || (schema === 'main' && !GUARDED_FUNCTIONS.has(name)));
  if (!isPlain || !ALLOWED_FUNCTIONS.has(name)) {
    const hint = ALLOWED_FUNCTIONS.has(name) ? '' : meant(name, [...ALLOWED_FUNCTIONS]);
    return mistake(node, `The function ${schema === '' ? '' : `${schema}.`}${name} cannot be called here${hint}`);
  }
  const given = listOf(node['children']);
  // With `g`, what is put in may come as often as there are letters.
  if (name === 'regexp_replace' && given.length > 3 && treeOf(given[2])?.['class'] !== 'CONSTANT') {
    return mistake(node, 'What regexp_replace puts in has to be written out here');
  }
  return null;
}

function mistake(node: Tree, message: string): TreeMistake {
  const at = node['query_location'];
  return { at: typeof at === 'number' && at < NOWHERE ? at : null, message };
}

function isTree(node: unknown): node is Tree {
  return typeof node === 'object' && node !== null;
}

function treeOf(node: unknown): Tree | null {
  return isTree(node) ? node : null;
}

function listOf(node: unknown): readonly unknown[] {
  return Array.isArray(node) ? node : [];
}

function textOf(node: unknown): string {
  return typeof node === 'string' ? node : '';
}
