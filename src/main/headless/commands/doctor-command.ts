/** `netloupe doctor`: what works here, what does not, and how to make it work. The view shows the same checks. */
import type { CheckState, DoctorCheck } from '#contract/settings-commands.ts';
import { historyProbe } from '#main/host/doctor/history-check.ts';
import { createDoctor } from '#main/host/doctor/doctor.ts';
import { createHostPorts } from '#main/host/host-ports.ts';
import { dataHome } from '#main/host/plugins/data-home.ts';
import { createSettingsFile } from '#main/host/settings/settings-file.ts';
import { cliChecks } from '../cli-checks.ts';
import { EXIT_DONE, EXIT_OTHER } from '../exit-codes.ts';
import { keptHistoryPlace } from '../cli-engine.ts';
import { findPackageRoot } from '../package-root.ts';
import { keptPlugins } from '../plugins/plugin-engine.ts';
import { print } from '../terminal.ts';

/** As printed with `--json`. */
interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  /** Exactly what to do about it; null where there is nothing to do. */
  readonly remedy: string | null;
  /** To be run as they are. */
  readonly commands: readonly string[];
}

const STATUS: Readonly<Record<CheckState, Finding['status']>> = {
  ok: 'ok',
  warning: 'warn',
  failed: 'fail',
  unknown: 'warn',
};

/** Exit status 0 unless something that netloupe needs is missing. */
export async function doctorCommand(options: { readonly json?: boolean }): Promise<number> {
  const root = findPackageRoot();
  const doctor = createDoctor({
    ports: createHostPorts(),
    host: 'headless',
    version: root.version,
    home: dataHome(),
    plugins: keptPlugins(root),
    more: [
      historyProbe({ ...keptHistoryPlace(root), settings: createSettingsFile(dataHome()), version: root.version }),
      ...cliChecks(root),
    ],
  });
  const findings = (await doctor.run()).map(findingOf);
  await print(options.json === true ? `${JSON.stringify({ checks: findings }, null, 2)}\n` : findingsText(findings));
  return findings.some((finding) => finding.status === 'fail') ? EXIT_OTHER : EXIT_DONE;
}

function findingOf({ id, state, says, remedy, commands }: DoctorCheck): Finding {
  return { check: id.replaceAll('-', ' '), status: STATUS[state], detail: says, remedy, commands };
}

const MARKS = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const;

function findingsText(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const indent = ' '.repeat(width + 8);
  return findings
    .map(({ check, status, detail, remedy, commands }) => {
      const lines = [
        ...(remedy === null ? [] : [`${remedy}${commands.length === 0 ? '' : ':'}`]),
        ...commands.map((command) => `  ${command}`),
      ];
      return `${MARKS[status]}  ${check.padEnd(width)}  ${detail}\n${lines.map((line) => `${indent}${line}\n`).join('')}`;
    })
    .join('');
}
