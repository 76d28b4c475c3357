/** Of several captures as one timeline: what was not read, or not to its end, and why. */
import { CloseButton } from '@mantine/core';
import { IconFileOff } from '@tabler/icons-react';
import { useState } from 'react';
import type { CaptureFiles } from '#contract/health.ts';
import { formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useStatus } from '../use-store.ts';
import { Banner } from './banner.tsx';
import classes from './banners.module.css';

export function LeftOutBanner(): React.JSX.Element | null {
  const files = useStatus((status) => status.files);
  const title = useStatus((status) => status.title) ?? '';
  const done = useStatus((status) => status.state !== 'running') ?? false;
  const [dismissed, setDismissed] = useState<string | null>(null);
  // What is damaged is found out on the way: said once, when all of it is known.
  if (files === null || files.left_out_count === 0 || !done || dismissed === keyOf(title, files)) return null;
  const say = words().shell.banners;
  const rest = files.left_out_count - files.left_out.length;
  return (
    <Banner
      icon={IconFileOff}
      tone="warning"
      testId="left-out"
      actions={<CloseButton aria-label={say.dismiss} onClick={() => setDismissed(keyOf(title, files))} />}
    >
      <details>
        <summary>{say.leftOut(formatCount(files.left_out_count), files.left_out_count === 1)}</summary>
        <ul className={classes.leftOut}>
          {files.left_out.map(({ name, reason }) => (
            <li key={`${name} ${reason}`}>{reason}</li>
          ))}
          {rest > 0 && <li>{say.andMore(formatCount(rest))}</li>}
        </ul>
      </details>
    </Banner>
  );
}

function keyOf(title: string, { count, left_out_count }: CaptureFiles): string {
  return `${title} ${count} ${left_out_count}`;
}
