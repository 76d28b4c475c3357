/**
 * One setting of the engine while it is edited: what stands in its field, what is wrong with that, and when it is saved. Switches
 * and choices are saved at once, what is typed once it pauses or the field is left, and only where it is right.
 */
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { settingAt } from '#contract/settings.ts';
import { DEFAULT_SETTINGS } from '#contract/settings.ts';
import { useApp } from '../../state/app-context.ts';
import {
  draftOf,
  isDefault,
  pendingPaths,
  problemWith,
  valueOf,
  type SettingDraft,
  type SettingField,
} from '../../state/settings-form.ts';
import { problemText } from './setting-words.ts';

const PAUSE_MS = 700;

export interface EngineSetting {
  readonly draft: SettingDraft;
  /** What is wrong with what stands there; null: nothing. */
  readonly problem: string | null;
  readonly changed: boolean;
  readonly pending: boolean;
  readonly disabled: boolean;
  readonly usual: unknown;
  type(draft: SettingDraft): void;
  /** The field is left, or Enter was pressed. */
  settle(): void;
  reset(): void;
}

export function useEngineSetting(field: SettingField): EngineSetting {
  const { settings: store } = useApp();
  const state = useStore(store, (each) => each.state);
  const now = state?.settings ?? DEFAULT_SETTINGS;
  const defaults = state?.defaults ?? DEFAULT_SETTINGS;
  const [typed, setTyped] = useState<SettingDraft | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  // What is pending when the pane is left is saved then.
  const latest = useRef<(() => void) | null>(null);
  const kept = settingAt(now, field.path);
  const draft = typed ?? draftOf(field, kept);
  const value = valueOf(field, draft);
  const wrong = typed === null ? null : problemWith(now, field.path, value);

  const save = (saved: unknown): void => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    latest.current = null;
    if (JSON.stringify(saved) === JSON.stringify(kept)) {
      setTyped(null);
      return;
    }
    void store
      .getState()
      .change(field.path, saved)
      .then((answer) => {
        if (answer.ok) setTyped(null);
      });
  };
  const isTyped = field.kind === 'number' || field.kind === 'text';
  const type = (next: SettingDraft): void => {
    setTyped(next);
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
    latest.current = null;
    const wanted = valueOf(field, next);
    if (problemWith(now, field.path, wanted) !== null) return;
    if (!isTyped) {
      save(wanted);
      return;
    }
    latest.current = () => save(wanted);
    timer.current = setTimeout(() => save(wanted), PAUSE_MS);
  };
  useEffect(
    () => () => {
      latest.current?.();
    },
    [],
  );
  return {
    draft,
    problem: wrong === null ? null : problemText(field, wrong),
    changed: !isDefault(now, defaults, field.path),
    pending:
      state !== null && state.inForce !== null && pendingPaths(now, state.inForce).some((path) => path === field.path),
    disabled: state === null || state.fixed !== null,
    usual: settingAt(defaults, field.path),
    type,
    settle: () => {
      if (typed !== null && wrong === null) save(value);
    },
    reset: () => {
      setTyped(null);
      save(settingAt(defaults, field.path));
    },
  };
}
