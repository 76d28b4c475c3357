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
import { programHost } from '../program-host.ts';
import { print, printExact } from '../terminal.ts';

/** As printed with `--json`; docs/doctor.md. */
interface Finding {
  readonly id: string;
  /** The same in words. */
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  /** Exactly what to do about it; null where there is nothing to do. */
  readonly remedy: string | null;
  /** To be run as they are, one after the other. */
  readonly commands: readonly string[];
}

/** Changes when something is renamed or removed; what is added does not change it. */
const FORMAT = 1;

export interface DoctorOptions {
  readonly json?: boolean;
  readonly interface?: readonly string[];
}

const STATUS: Readonly<Record<CheckState, Finding['status']>> = {
  ok: 'ok',
  warning: 'warn',
  failed: 'fail',
  unknown: 'warn',
};

/** Exit status 0 unless something that netloupe needs does not work: warnings are no failures. */
export async function doctorCommand(options: DoctorOptions): Promise<number> {
  const root = findPackageRoot();
  const settings = createSettingsFile(dataHome());
  const doctor = createDoctor({
    ports: createHostPorts(),
    host: programHost().kind,
    version: root.version,
    home: dataHome(),
    plugins: keptPlugins(root),
    settings,
    more: [historyProbe({ ...keptHistoryPlace(root), settings, version: root.version }), ...cliChecks(root)],
  });
  const findings = (await doctor.run(options.interface)).map(findingOf);
  const status = (['fail', 'warn'] as const).find((one) => findings.some((finding) => finding.status === one)) ?? 'ok';
  const report = { format: FORMAT, version: root.version, status, checks: findings };
  await (options.json === true ? printExact(`${JSON.stringify(report, null, 2)}\n`) : print(findingsText(findings)));
  return status === 'fail' ? EXIT_OTHER : EXIT_DONE;
}

function findingOf({ id, state, says, remedy, commands }: DoctorCheck): Finding {
  return { id, check: id.replaceAll('-', ' '), status: STATUS[state], detail: says, remedy, commands };
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
