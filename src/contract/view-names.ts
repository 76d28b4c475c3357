/** The views of the window, in the order of its rail, of the digits that jump to them and of the native menu. */
export const VIEWS = [
  'overview',
  'sessions',
  'packets',
  'dns',
  'interfaces',
  'alerts',
  'plugins',
  'pipelines',
  'settings',
] as const;
export type ViewName = (typeof VIEWS)[number];
