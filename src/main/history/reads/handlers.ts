/** The questions of views and details. */
import type { QuestionHandlers } from '../question.ts';
import { asked } from './asked.ts';
import { fieldValues } from './details/field-values.ts';
import { lookupWithSessions, sessionWithDns } from './details/related.ts';
import { dnsSummary } from './lookups/dns-summary.ts';
import { groups } from './sums/groups.ts';
import { overview } from './sums/overview.ts';
import { viewWindow } from './views/view-window.ts';

export type ReadHandlers = Pick<
  QuestionHandlers,
  'view' | 'overview' | 'groups' | 'dns_summary' | 'session' | 'dns' | 'values'
>;

export const readHandlers: ReadHandlers = {
  view: (params, context) =>
    asked(context, params.dataset, (asking) => viewWindow(asking, params), { ...params, kinds: [params.table] }),
  overview: (params, context) =>
    asked(context, params.dataset, (asking) => overview(asking, params), {
      ...params,
      kinds: ['sessions', `series:${params.by}`, ...(params.top === 0 ? [] : (['dns'] as const))],
    }),
  groups: (params, context) =>
    asked(context, params.dataset, (asking) => groups(asking, params), {
      ...params,
      kinds: ['sessions', `series:${params.by}`],
    }),
  dns_summary: (params, context) =>
    asked(context, params.dataset, (asking) => dnsSummary(asking, params), { ...params, kinds: ['dns'] }),
  session: (params, context) => asked(context, params.dataset, (asking) => sessionWithDns(asking, params.sessionId)),
  dns: (params, context) => asked(context, params.dataset, (asking) => lookupWithSessions(asking, params.key)),
  values: (params, context) => asked(context, params.dataset, (asking) => fieldValues(asking, params)),
};
