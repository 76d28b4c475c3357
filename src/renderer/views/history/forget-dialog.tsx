/** Asks what is to be forgotten, and says what that does before it is done. */
import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { Failure } from '#base/result.ts';
import type { Forgotten } from '#contract/history/answers.ts';
import { formatCount } from '../../display/units.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { Dialog } from '../../widgets/dialog.tsx';
import { FailureLine } from '../failure-note.tsx';
import classes from './save-query-dialog.module.css';

type Kind = Forgotten['kind'];
const KINDS: readonly Kind[] = ['host', 'span', 'everything'];

export function ForgetDialog({ onClose }: { onClose(): void }): React.JSX.Element {
  const { link, history } = useApp();
  const say = words().history.forgetting;
  const [kind, setKind] = useState<Kind>('host');
  const [host, setHost] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const wanted = forgottenOf(kind, host, from, to);
  const isWrong = kind === 'span' && from !== '' && to !== '' && wanted === null;
  const forget = async (): Promise<void> => {
    if (wanted === null) return;
    setBusy(true);
    setFailure(null);
    const result = await link.call('history.forget', wanted);
    setBusy(false);
    if (!result.ok) {
      setFailure(result.failure);
      return;
    }
    void history.getState().look();
    notifications.show({ message: say.forgotten(formatCount(result.value.rows)), withBorder: true });
    onClose();
  };
  return (
    <Dialog opened onClose={onClose} title={say.title} size={500} closeOnClickOutside={!busy} closeOnEscape={!busy}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          void forget();
        }}
      >
        <SegmentedControl
          fullWidth
          aria-label={say.what}
          value={kind}
          data={KINDS.map((value) => ({ value, label: say.kinds[value] }))}
          onChange={setKind}
          data-testid="forget-kind"
        />
        {kind === 'host' && (
          <TextInput
            label={say.host}
            description={say.hostHelp}
            value={host}
            maxLength={256}
            data-autofocus
            onChange={(event) => setHost(event.currentTarget.value)}
            data-testid="forget-host"
          />
        )}
        {kind === 'span' && (
          <div className={classes.schedule}>
            <TextInput
              type="datetime-local"
              label={say.from}
              value={from}
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
            <TextInput
              type="datetime-local"
              label={say.to}
              value={to}
              error={isWrong ? say.spanWrong : null}
              onChange={(event) => setTo(event.currentTarget.value)}
            />
          </div>
        )}
        <p className={classes.what}>{say.does[kind]}</p>
        <p className={classes.what}>{say.afterwards}</p>
        {failure !== null && <FailureLine failure={failure} flush />}
        <div className={classes.answers}>
          <Button variant="default" disabled={busy} onClick={onClose}>
            {say.keep}
          </Button>
          <Button type="submit" color="red" disabled={wanted === null} loading={busy} data-testid="forget-confirm">
            {say.forget}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Null where something is missing or wrong. Times are those of this machine's zone, as they were typed. */
function forgottenOf(kind: Kind, host: string, from: string, to: string): Forgotten | null {
  if (kind === 'everything') return { kind };
  if (kind === 'host') return host.trim() === '' ? null : { kind, host: host.trim() };
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  return fromMs < toMs ? { kind, span: { fromUs: fromMs * 1000, toUs: toMs * 1000 } } : null;
}
