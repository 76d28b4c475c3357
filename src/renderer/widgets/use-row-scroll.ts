/** Which rows are on screen and where, by arithmetic, as all are equally high; keeps the newest in sight while following. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { rowGeometry, rowLayer, type RowGeometry, type RowLayer } from './row-geometry.ts';

const HEADER_HEIGHT = 30;
/** Rows that are drawn beyond what is on screen, at either end. */
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
  /** Where rows lie. */
  readonly layer: RowLayer;
  scrollTo(index: number): void;
}

export interface RowScrollOptions {
  readonly scrollerRef: React.RefObject<HTMLDivElement | null>;
  readonly rowCount: number;
  /** Pixels. */
  readonly rowHeight: number;
  readonly generation: number;
  readonly follow: boolean;
  onVisible(first: number, last: number): void;
  onFollow?(follow: boolean): void;
}

interface Viewport {
  readonly width: number;
  /** Of the rows alone. */
  readonly height: number;
}

/** Until the browser has told. */
const UNKNOWN: Viewport = { width: 1200, height: 670 };

export function useRowScroll(options: RowScrollOptions): RowScroll {
  const { scrollerRef, rowCount, rowHeight, follow, onVisible, onFollow } = options;
  const viewport = useViewport(scrollerRef, rowHeight);
  const geometry = useMemo(
    () => rowGeometry(rowCount, rowHeight, viewport.height),
    [rowCount, rowHeight, viewport.height],
  );
  // In real pixels.
  const offset = useScrollOffset(scrollerRef, geometry, rowHeight);
  const virtualOffset = offset * geometry.scale;
  const last = Math.max(0, rowCount - 1);
  const firstVisible = Math.min(last, Math.floor(virtualOffset / rowHeight));
  const lastVisible = Math.min(last, Math.ceil((virtualOffset + viewport.height) / rowHeight) - 1);
  const firstDrawn = Math.max(0, firstVisible - OVERSCAN);
  const endDrawn = Math.min(rowCount, lastVisible + 1 + OVERSCAN);
  const indices = useMemo(
    () => Array.from({ length: Math.max(0, endDrawn - firstDrawn) }, (_, at) => firstDrawn + at),
    [firstDrawn, endDrawn],
  );

  useEffect(() => {
    onVisible(firstVisible, lastVisible);
  }, [firstVisible, lastVisible, onVisible]);

  // Scrolls by program are told from scrolls by hand by where they ended.
  const placedAt = useRef(-1);
  useLayoutEffect(() => {
    const element = scrollerRef.current;
    if (element === null || !follow) return;
    element.scrollTop = element.scrollHeight;
    placedAt.current = element.scrollTop;
  }, [scrollerRef, follow, rowCount, viewport.height]);
  // Only when the rows became others: switching `follow` off keeps the place.
  const { generation } = options;
  const drawn = useRef(generation);
  useLayoutEffect(() => {
    if (drawn.current === generation) return;
    drawn.current = generation;
    if (scrollerRef.current !== null && !follow) scrollerRef.current.scrollTop = 0;
  }, [scrollerRef, follow, generation]);

  useEffect(() => {
    const element = scrollerRef.current;
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
  }, [follow, onFollow, scrollerRef, rowHeight]);

  return {
    indices,
    mostRows: Math.ceil(viewport.height / rowHeight) + 1 + 2 * OVERSCAN,
    height: geometry.height,
    width: viewport.width,
    firstVisible,
    lastVisible,
    layer: rowLayer({ firstRow: firstDrawn, rowCount, rowHeight }, offset, geometry.scale),
    scrollTo: (index) => {
      const element = scrollerRef.current;
      if (element === null) return;
      const top = index * rowHeight;
      const now = element.scrollTop * geometry.scale;
      if (top < now) element.scrollTop = top / geometry.scale;
      else if (top + rowHeight > now + viewport.height) {
        element.scrollTop = (top + rowHeight - viewport.height) / geometry.scale;
      }
    },
  };
}

function useViewport(scrollerRef: React.RefObject<HTMLDivElement | null>, rowHeight: number): Viewport {
  const [viewport, setViewport] = useState(UNKNOWN);
  useLayoutEffect(() => {
    const element = scrollerRef.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight } = element;
      const height = Math.max(rowHeight, clientHeight - HEADER_HEIGHT);
      setViewport((now) => (now.width === width && now.height === height ? now : { width, height }));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [scrollerRef, rowHeight]);
  return viewport;
}

/** Where the rows are scrolled to, as exactly as what is drawn depends on it. */
function useScrollOffset(
  scrollerRef: React.RefObject<HTMLDivElement | null>,
  { scale }: RowGeometry,
  rowHeight: number,
): number {
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const element = scrollerRef.current;
    if (element === null) return undefined;
    let isAside = false;
    const settled = (real: number): number => (scale === 1 ? Math.floor(real / rowHeight) * rowHeight : real);
    const onScroll = (): void => {
      const { scrollTop, scrollLeft } = element;
      if (scrollLeft > 0 !== isAside) {
        isAside = scrollLeft > 0;
        element.dataset['aside'] = String(isAside);
      }
      // At once: what comes into sight is drawn before it is.
      flushSync(() => setOffset(settled(scrollTop)));
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [scrollerRef, scale, rowHeight]);
  return offset;
}
