/**
 * Every capture of the corpus, where that is beside the checkout, against what independent tools found in it. A difference
 * is a failure unless documented.ts says who is right. `npm run conformance` prints the table; `-- --write` updates
 * docs/conformance.md.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compareCapture } from './capture-result.ts';
import { HAS_CAPTURES, listCaptures } from './captures.ts';
import { judge, markdown, terminalText, type Judged } from './report.ts';

const project = path.resolve(import.meta.dirname, '../..');
const document = path.join(project, 'docs', 'conformance.md');
const report = process.env['NETLOUPE_CONFORMANCE_REPORT'];
const [BEGIN, END] = ['<!-- results: made by `npm run conformance -- --write` -->', '<!-- /results -->'];
/** Another set of captures than the one that the document is about. */
const write = process.env['NETLOUPE_CONFORMANCE_WRITE'] !== undefined;
const foreign = process.env['NETLOUPE_CAPTURES'] !== undefined;

const captures = listCaptures();
const results: Judged[] = [];

describe.skipIf(!HAS_CAPTURES)('what independent tools say of a capture', () => {
  it.each(captures)('$file', async (entry) => {
    const judged = judge(await compareCapture(entry));
    results.push(judged);
    // What was sent again and what came out of order is a judgement: of other captures it is shown, and fails nothing.
    const undocumented = judged.undocumented.filter(({ category }) => !(foreign && category === 'TCP order'));
    expect({ undocumented, stale: judged.stale }).toEqual({ undocumented: [], stale: [] });
  });

  it.skipIf(foreign)('is what docs/conformance.md says', () => {
    const text = readFileSync(document, 'utf8');
    const [before = '', rest = ''] = text.split(BEGIN);
    const [, after = ''] = rest.split(END);
    const current = `${before}${BEGIN}\n\n${markdown(results)}\n\n${END}${after}`;
    if (write) writeFileSync(document, current);
    else expect(text).toBe(current);
  });

  afterAll(() => {
    if (report === undefined) return;
    mkdirSync(path.dirname(report), { recursive: true });
    writeFileSync(report, terminalText(results));
  });
});
