/** What is being captured, and the commands that change it. Fed by the status stream for as long as the view lives. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Failure, Result } from '#base/result.ts';
import type { CapturePermission, CaptureStartParams, InterfaceInfo, StatusFrame } from '#contract/protocol.ts';
import type { EngineLink } from './engine-link.ts';

export interface InterfaceChoice {
  readonly interfaces: readonly InterfaceInfo[];
  readonly defaultRoute: string | null;
  readonly permission: CapturePermission;
}

export interface CaptureStoreState {
  readonly status: StatusFrame | null;
  readonly choice: InterfaceChoice | null;
  /** A command is on its way. */
  readonly busy: 'starting' | 'opening' | 'stopping' | null;
  /** Why the last start or open was refused; null again after the next success. */
  readonly refusal: Failure | null;
  /** What the last live capture was asked for, so that it can be started again. */
  readonly lastStart: CaptureStartParams | null;
  /** What was opened last, so that it can be opened again; `more`: further captures of the same timeline. */
  readonly lastOpen: { readonly path: string; readonly more: readonly string[] } | null;

  listInterfaces(): Promise<Result<InterfaceChoice>>;
  start(params: CaptureStartParams): Promise<Result<null>>;
  open(path: string, more?: readonly string[]): Promise<Result<null>>;
  stop(): Promise<Result<null>>;
  /** Nothing is on view afterwards. */
  close(): Promise<Result<null>>;
  /** Says why something that was asked for cannot be; a cancellation by the user needs no words. */
  refuse(failure: Failure): void;
  dismissRefusal(): void;
}

/** As the engine's settings say. */
export const DEFAULT_START: Omit<CaptureStartParams, 'interfaces'> = {
  bpf: null,
  promiscuous: null,
  snaplen: null,
  bufferBytes: null,
};

/** `redacts`: whether addresses of interfaces are to be made up. */
export function createCaptureStore(
  link: EngineLink,
  onNewCapture: () => void,
  redacts: () => boolean,
): StoreApi<CaptureStoreState> {
  return createStore<CaptureStoreState>((set, get) => {
    link.subscribe('status', {}, (status) => set({ status }));
    const begin = async (busy: 'starting' | 'opening', run: () => Promise<Result<null>>): Promise<Result<null>> => {
      set({ busy, refusal: null });
      const result = await run();
      set({ busy: null, refusal: result.ok ? null : result.failure });
      if (result.ok) onNewCapture();
      return result;
    };
    return {
      status: null,
      choice: null,
      busy: null,
      refusal: null,
      lastStart: null,
      lastOpen: null,

      listInterfaces: async () => {
        const result = await link.call('interfaces.list', { redact: redacts() });
        if (result.ok) set({ choice: result.value });
        return result;
      },
      start: (params) => {
        set({ lastStart: params });
        return begin('starting', () => link.call('capture.start', params));
      },
      open: async (path, more = []) => {
        const result = await begin('opening', () =>
          link.call('capture.open', more.length === 0 ? { path } : { path, more }),
        );
        if (result.ok) set({ lastOpen: { path, more } });
        return result;
      },
      stop: async () => {
        set({ busy: 'stopping' });
        const result = await link.call('capture.stop', {});
        set({ busy: null, ...(result.ok ? {} : { refusal: result.failure }) });
        return result;
      },
      close: async () => {
        const result = await link.call('capture.close', {});
        const { status } = get();
        if (!result.ok) set({ refusal: result.failure });
        else {
          // What follows is about nothing on view, whenever the engine says so.
          if (status !== null)
            set({ status: { ...status, capture: { ...status.capture, kind: null, state: 'idle' } } });
          onNewCapture();
        }
        return result;
      },
      refuse: (failure) => set({ refusal: failure.code === 'cancelled' ? null : failure }),
      dismissRefusal: () => set({ refusal: null }),
    };
  });
}
