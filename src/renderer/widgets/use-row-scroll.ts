/** Which rows are on screen and where, over TanStack Virtual; keeps the newest in sight while following. */
import { elementScroll, observeElementOffset, useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { realTop, roundedCapacity, rowGeometry } from './row-geometry.ts';

const HEADER_HEIGHT = 30;
const OVERSCAN = 6;

export interface RowScroll {
  readonly indices: readonly number[];
  /** As many as are ever drawn at once at this height of the viewport. */
  readonly mostRows: number;
  readonly height: number;
  /** Of the viewport. */
  readonly width: number;
  readonly firstVisible: number;
  readonly lastVisible: number;
  topOf(index: number): number;
  scrollTo(index: number): void;
}

export function useRowScroll(options: {
  readonly scroller: React.RefObject<HTMLDivElement | null>;
  readonly rowCount: number;
  /** Pixels. */
  readonly rowHeight: number;
  readonly generation: number;
  readonly follow: boolean;
  onVisible(first: number, last: number): void;
  onFollow?(follow: boolean): void;
}): RowScroll {
  const { scroller, rowCount, rowHeight, follow, onVisible, onFollow } = options;
  const scale = useRef(1);
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: roundedCapacity(rowCount),
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    initialRect: { width: 1200, height: 700 },
    observeElementOffset: (instance, report) =>
      observeElementOffset(instance, (offset, isScrolling) => report(offset * scale.current, isScrolling)),
    scrollToFn: (offset, scrollOptions, instance) => elementScroll(offset / scale.current, scrollOptions, instance),
  });
  const viewport = Math.max(rowHeight, (virtualizer.scrollRect?.height ?? 700) - HEADER_HEIGHT);
  const geometry = rowGeometry(rowCount, rowHeight, viewport);
  scale.current = geometry.scale;
  const virtualOffset = virtualizer.scrollOffset ?? 0;
  const realOffset = virtualOffset / geometry.scale;
  const firstVisible = Math.max(0, Math.min(rowCount - 1, Math.floor(virtualOffset / rowHeight)));
  const lastVisible = Math.max(0, Math.min(rowCount - 1, Math.ceil((virtualOffset + viewport) / rowHeight) - 1));

  useEffect(() => {
    onVisible(firstVisible, lastVisible);
  }, [firstVisible, lastVisible, onVisible]);

  // Scrolls by program are told from scrolls by hand by where they ended.
  const placedAt = useRef(-1);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || !follow) return;
    element.scrollTop = element.scrollHeight;
    placedAt.current = element.scrollTop;
  }, [scroller, follow, rowCount, viewport]);
  // Only when the rows became others: switching `follow` off keeps the place.
  const { generation } = options;
  const drawn = useRef(generation);
  useLayoutEffect(() => {
    if (drawn.current === generation) return;
    drawn.current = generation;
    if (scroller.current !== null && !follow) scroller.current.scrollTop = 0;
  }, [scroller, follow, generation]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null || onFollow === undefined) return undefined;
    const onScroll = (): void => {
      const fromEnd = element.scrollHeight - element.clientHeight - element.scrollTop;
      if (follow && element.scrollTop < placedAt.current - 2 && fromEnd > rowHeight) onFollow(false);
      else if (
        !follow &&
        fromEnd < 2 &&
        element.scrollHeight > element.clientHeight &&
        element.scrollTop > placedAt.current
      )
        onFollow(true);
      placedAt.current = element.scrollTop;
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [follow, onFollow, scroller, rowHeight]);

  return {
    indices: virtualizer
      .getVirtualItems()
      .map((item) => item.index)
      .filter((index) => index < rowCount),
    mostRows: Math.ceil(viewport / rowHeight) + 2 + 2 * OVERSCAN,
    height: geometry.height,
    width: virtualizer.scrollRect?.width ?? 1200,
    firstVisible,
    lastVisible,
    topOf: (index) => realTop(index, rowHeight, realOffset, geometry.scale),
    scrollTo: (index) => {
      const element = scroller.current;
      if (element === null) return;
      const top = index * rowHeight;
      if (top < virtualOffset) element.scrollTop = top / geometry.scale;
      else if (top + rowHeight > virtualOffset + viewport) {
        element.scrollTop = (top + rowHeight - viewport) / geometry.scale;
      }
    },
  };
}
