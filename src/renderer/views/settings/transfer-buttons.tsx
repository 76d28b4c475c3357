/** Saves everything that can be chosen to a file, and takes it from one: shown before it is done, and taken back with one click. */
import { Button, FileButton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useStore } from 'zustand';
import { success, type Result } from '#base/result.ts';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { differingPaths } from '../../state/settings-form.ts';
import {
  changesBetween,
  keepingPaths,
  MAX_TRANSFER_BYTES,
  readTransfer,
  TRANSFER_FILE,
  transferText,
  type Choices,
} from '../../state/settings-transfer.ts';
import { notifyFailure, notifyUndo } from '../notify.tsx';
import { ImportDialog, type ImportPlan } from './import-dialog.tsx';

export function TransferButtons(): React.JSX.Element {
  const { host, settings, preferences, undo } = useApp();
  const state = useStore(settings, (each) => each.state);
  const [plan, setPlan] = useState<ImportPlan | null>(null);
  const chooseAgain = useRef<() => void>(null);
  const said = words().settings;

  const choices = (): Choices | null => {
    const now = settings.getState().state;
    return now === null ? null : { settings: now.settings, preferences: preferences.getState().preferences };
  };
  const save = async (): Promise<void> => {
    const now = choices();
    if (now === null) return;
    const saved = await host.saveText(TRANSFER_FILE, transferText(now));
    if (!saved.ok) notifyFailure(said.transfer.exportFailed, saved.failure);
    else if (saved.value !== null) notifications.show({ title: said.transfer.exported, message: saved.value });
  };
  const read = async (file: File | null): Promise<void> => {
    chooseAgain.current?.();
    const before = choices();
    if (file === null || before === null) return;
    if (file.size > MAX_TRANSFER_BYTES) {
      setPlan({ fileName: file.name, mistakes: [{ path: '', message: said.transfer.tooLarge }] });
      return;
    }
    const { settings: given, preferences: preferred, mistakes } = readTransfer(await file.text());
    if (mistakes.length > 0) {
      setPlan({ fileName: file.name, mistakes });
      return;
    }
    const wanted = given ?? before.settings;
    const taken = host.kind === 'browser' ? keepingPaths(wanted, before.settings) : wanted;
    const keepsPaths = differingPaths(wanted, taken).length > 0;
    const after: Choices = {
      settings: taken,
      preferences: preferred ?? before.preferences,
    };
    setPlan({ fileName: file.name, mistakes: [], changes: changesBetween(before, after), before, after, keepsPaths });
  };
  const put = async (wanted: Choices, from: Choices): Promise<Result<null>> => {
    // What the engine is asked for may be refused; then nothing is changed.
    const changed = changesBetween(from, wanted).some(({ path }) => path.startsWith('settings.'));
    const answer = changed ? await settings.getState().replace(wanted.settings) : success(null);
    if (answer.ok) preferences.getState().change(wanted.preferences);
    return answer;
  };
  const apply = async (before: Choices, after: Choices): Promise<void> => {
    const answer = await put(after, before);
    if (!answer.ok) {
      notifyFailure(said.transfer.failed, answer.failure);
      return;
    }
    setPlan(null);
    const takeBack = undo.getState().offer(() => void put(before, after));
    // In the language that was just imported.
    const { transfer } = words().settings;
    notifyUndo(`${transfer.done}: ${transfer.changes(changesBetween(before, after).length)}`, takeBack);
  };
  return (
    <>
      <FileButton onChange={(file) => void read(file)} accept="application/json,.json" resetRef={chooseAgain}>
        {(props) => (
          <Button
            {...props}
            variant="default"
            leftSection={<IconUpload size={15} stroke={1.6} />}
            disabled={state === null}
            data-testid="import-settings"
          >
            {said.import}
          </Button>
        )}
      </FileButton>
      <Button
        variant="default"
        leftSection={<IconDownload size={15} stroke={1.6} />}
        disabled={state === null}
        onClick={() => void save()}
        data-testid="export-settings"
      >
        {said.export}
      </Button>
      <ImportDialog plan={plan} onApply={(before, after) => void apply(before, after)} onClose={() => setPlan(null)} />
    </>
  );
}
