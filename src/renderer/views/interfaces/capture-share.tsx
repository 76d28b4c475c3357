/** How much of what the system counted was captured. Several interfaces are captured as one, and counted together. */
import { formatBytes, formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { Facts } from '../../widgets/facts.tsx';
import { useStatus } from '../use-store.ts';
import classes from './interfaces.module.css';

/** Beyond this much missing, it is worth a look. */
const GOOD = 0.99;

export function CaptureShare(): React.JSX.Element | null {
  const status = useStatus((capture) => capture);
  const say = words().interfaces.details;
  if (status === null) return null;
  const { coverage, losses, interfaces, packets, bytes } = status;
  const dropped = losses.kernel_drops + losses.interface_drops;
  return (
    <section className={classes.panel} data-testid="capture-share">
      <h3 className={classes.panelTitle}>{say.thisCapture}</h3>
      <Facts
        facts={[
          {
            name: say.coverage,
            title: say.coverageHint,
            value:
              coverage === null ? (
                say.coverageUnknown
              ) : (
                <span className={coverage < GOOD ? classes.trouble : undefined}>
                  {(Math.min(1, coverage) * 100).toFixed(2)} %
                </span>
              ),
          },
          { name: say.captured, value: `${say.packets(formatCount(packets))} · ${formatBytes(bytes)}` },
          {
            name: say.dropped,
            value: (
              <span className={dropped > 0 ? classes.trouble : undefined}>
                {dropped === 0 ? say.no : formatCount(dropped)}
              </span>
            ),
          },
        ]}
      />
      {interfaces.length > 1 && <p className={classes.subtitle}>{say.coverageShared(interfaces.length)}</p>}
    </section>
  );
}
