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
  'history',
  'settings',
] as const;
/** The key of a view by its place, 1 to 9; null for those beyond. */
export function viewDigit(at: number): string | null {
  return at < 9 ? String(at + 1) : null;
}
export type ViewName = (typeof VIEWS)[number];
