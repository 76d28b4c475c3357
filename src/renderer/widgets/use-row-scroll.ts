/** Which rows are on screen and where, by arithmetic, as all are equally high; keeps the newest in sight while following. */
import { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { drawnRows, groupOf, rowGeometry, rowLayer, stepOf, type RowLayer } from './row-geometry.ts';
import {
  lastOffset,
  offsetOf,
  placeAfter,
  placeOf,
  START,
  type ScrollExtent,
  type ScrollPlace,
} from './scroll-place.ts';

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
  const group = groupOf(firstDrawn);
  const layer = useMemo(() => rowLayer(group, rowCount, rowHeight), [group, rowCount, rowHeight]);

  const { height, scale } = geometry;
  const { height: onScreen } = viewport;
  const extent = useMemo((): ScrollExtent => ({ height, scale, viewport: onScreen }), [height, scale, onScreen]);
  const place = useRef<ScrollPlace>(START);
  const goTo = useCallback(
    (next: ScrollPlace): void => {
      place.current = next;
      if (scrollerRef.current !== null) scrollerRef.current.scrollTop = next.real;
    },
    [scrollerRef],
  );

  const visible = useCallback((): VisibleRows => {
    const offset = offsetOf(place.current);
    const last = Math.max(0, rowCount - 1);
    return {
      first: Math.min(last, Math.floor(offset / rowHeight)),
      last: Math.min(last, Math.ceil((offset + extent.viewport) / rowHeight) - 1),
    };
  }, [rowCount, rowHeight, extent]);

  const latest = useRef({ follow, onFollow });
  useLayoutEffect(() => {
    latest.current = { follow, onFollow };
  });
  /** The offset where the table was before: scrolls by program are told from scrolls by hand by where they ended. */
  const before = useRef(-1);
  // The page changes once every few rows; in between the browser moves them by itself.
  useLayoutEffect(() => {
    const element = scrollerRef.current;
    if (element === null) return undefined;
    let isAside = false;
    let told: VisibleRows | null = null;
    let moved: number | null = null;
    const settle = (draw: (anchor: number) => void): void => {
      const { scrollTop, scrollLeft } = element;
      if (scrollLeft > 0 !== isAside) {
        isAside = scrollLeft > 0;
        element.dataset['aside'] = String(isAside);
      }
      place.current = placeAfter(place.current, scrollTop, extent);
      if (place.current.real !== scrollTop) element.scrollTop = place.current.real;
      const top = layer.top - place.current.shift;
      if (moved !== top && layerRef.current !== null) {
        moved = top;
        layerRef.current.style.transform = `translateY(${top}px)`;
      }
      const now = visible();
      draw(stepOf(now.first));
      if (told?.first === now.first && told.last === now.last) return;
      told = now;
      onVisible(now.first, now.last);
    };
    const turnFollow = (): void => {
      const isFollowing = latest.current.follow;
      const offset = offsetOf(place.current);
      const end = lastOffset(extent);
      if (isFollowing && offset < before.current - 2 && end - offset > rowHeight) latest.current.onFollow?.(false);
      else if (!isFollowing && end > 0 && end - offset < 2 && offset > before.current) latest.current.onFollow?.(true);
      before.current = offset;
    };
    const onScroll = (): void => {
      // At once: what comes into sight is drawn before it is.
      settle((next) => flushSync(() => setAnchor(next)));
      turnFollow();
    };
    settle(setAnchor);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [scrollerRef, layerRef, layer, extent, rowHeight, visible, onVisible]);

  useLayoutEffect(() => {
    if (!follow) return;
    goTo(placeOf(lastOffset(extent), extent));
    before.current = offsetOf(place.current);
  }, [goTo, follow, extent]);
  // Only when the rows became others: switching `follow` off keeps the place.
  const { generation } = options;
  const placed = useRef(generation);
  useLayoutEffect(() => {
    if (placed.current === generation) return;
    placed.current = generation;
    if (!follow) goTo(START);
  }, [goTo, follow, generation]);

  return {
    indices,
    mostRows: drawn.most,
    height: geometry.height,
    width: viewport.width,
    layer,
    visible,
    scrollTo: (index) => {
      const top = index * rowHeight;
      const now = offsetOf(place.current);
      if (top >= now && top + rowHeight <= now + extent.viewport) return;
      const wanted = top < now ? top : top + rowHeight - extent.viewport;
      const by = wanted - now;
      const isNear = Math.abs(by) <= extent.viewport;
      goTo(isNear ? placeAfter(place.current, place.current.real + by, extent) : placeOf(wanted, extent));
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
