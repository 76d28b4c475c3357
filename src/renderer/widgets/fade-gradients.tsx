/** What areas of traffic are filled with: `url(#nl-fade-in)` above the axis, `url(#nl-fade-out)` below, both fading towards it. */
export function FadeGradients(): React.JSX.Element {
  return (
    <defs>
      <linearGradient id="nl-fade-in" x1="0" y1="0" x2="0" y2="1">
        <stop offset="0%" stopColor="var(--nl-in)" stopOpacity={0.42} />
        <stop offset="100%" stopColor="var(--nl-in)" stopOpacity={0.08} />
      </linearGradient>
      <linearGradient id="nl-fade-out" x1="0" y1="1" x2="0" y2="0">
        <stop offset="0%" stopColor="var(--nl-out)" stopOpacity={0.42} />
        <stop offset="100%" stopColor="var(--nl-out)" stopOpacity={0.08} />
      </linearGradient>
    </defs>
  );
}
