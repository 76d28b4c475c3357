/** Which rows are on screen and where, by arithmetic, as all are equally high; keeps the newest in sight while following. */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { drawnRows, rowGeometry, rowLayer, stepOf, type RowLayer } from './row-geometry.ts';

const HEADER_HEIGHT = 30;

export interface VisibleRows {
  readonly first: number;
  /** Inclusive. */
  readonly last: number;
}

export interface RowScroll {
  readonly indices: readonly number[];
  /** As many as are ever drawn at once at this height of the viewport. */
  readonly mostRows: number;
  readonly height: number;
  /** Of the viewport. */
  readonly width: number;
  /** Where rows lie. The layer itself is moved here. */
  readonly layer: RowLayer;
  /** As it is now. */
  visible(): VisibleRows;
  scrollTo(index: number): void;
}

export interface RowScrollOptions {
  readonly scrollerRef: React.RefObject<HTMLDivElement | null>;
  /** Of the element that holds the rows. */
  readonly layerRef: React.RefObject<HTMLDivElement | null>;
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
  const { scrollerRef, layerRef, rowCount, rowHeight, follow, onVisible, onFollow } = options;
  const viewport = useViewport(scrollerRef, rowHeight);
  const geometry = useMemo(
    () => rowGeometry(rowCount, rowHeight, viewport.height),
    [rowCount, rowHeight, viewport.height],
  );
  const [anchor, setAnchor] = useState(0);
  const drawn = drawnRows(anchor, rowCount, rowHeight, viewport.height);
  const { first: firstDrawn, end: endDrawn } = drawn;
  const indices = useMemo(
    () => Array.from({ length: Math.max(0, endDrawn - firstDrawn) }, (_, at) => firstDrawn + at),
    [firstDrawn, endDrawn],
  );
  const layer = useMemo(
    () => rowLayer({ firstRow: firstDrawn, rowCount, rowHeight }, geometry.scale),
    [firstDrawn, rowCount, rowHeight, geometry.scale],
  );

  const visible = useCallback((): VisibleRows => {
    const offset = (scrollerRef.current?.scrollTop ?? 0) * geometry.scale;
    const last = Math.max(0, rowCount - 1);
    return {
      first: Math.min(last, Math.floor(offset / rowHeight)),
      last: Math.min(last, Math.ceil((offset + viewport.height) / rowHeight) - 1),
    };
  }, [scrollerRef, geometry.scale, rowCount, rowHeight, viewport.height]);

  // The page changes once every few rows; in between the layer is moved, where the browser does not do that by itself.
  useLayoutEffect(() => {
    const element = scrollerRef.current;
    if (element === null) return undefined;
    let isAside = false;
    let told: VisibleRows | null = null;
    const settle = (draw: (anchor: number) => void): void => {
      const { scrollTop, scrollLeft } = element;
      if (scrollLeft > 0 !== isAside) {
        isAside = scrollLeft > 0;
        element.dataset['aside'] = String(isAside);
      }
      if (layerRef.current !== null) layerRef.current.style.transform = `translateY(${layer.shiftAt(scrollTop)}px)`;
      const now = visible();
      draw(stepOf(now.first));
      if (told?.first === now.first && told.last === now.last) return;
      told = now;
      onVisible(now.first, now.last);
    };
    // At once: what comes into sight is drawn before it is.
    const onScroll = (): void => settle((next) => flushSync(() => setAnchor(next)));
    settle(setAnchor);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [scrollerRef, layerRef, layer, visible, onVisible]);

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
  const placed = useRef(generation);
  useLayoutEffect(() => {
    if (placed.current === generation) return;
    placed.current = generation;
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
    mostRows: drawn.most,
    height: geometry.height,
    width: viewport.width,
    layer,
    visible,
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
