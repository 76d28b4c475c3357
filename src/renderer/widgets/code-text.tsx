import { Fragment } from 'react';

/** A sentence in which what stands between backticks is shown as code, as the engine writes it. */
export function CodeText({ text }: { readonly text: string }): React.JSX.Element {
  return (
    <>
      {text.split('`').map((part, at) =>
        at % 2 === 0 ? (
          <Fragment key={at}>{part}</Fragment>
        ) : (
          <code key={at} className="nl-mono">
            {part}
          </code>
        ),
      )}
    </>
  );
}
