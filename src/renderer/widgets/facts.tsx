/** Pairs of name and value, always in the same place. */
import { Fragment } from 'react';
import classes from './facts.module.css';

export interface Fact {
  readonly name: string;
  readonly value: React.ReactNode;
  readonly title?: string | undefined;
}

export function Facts({ facts }: { readonly facts: readonly Fact[] }): React.JSX.Element {
  return (
    <dl className={classes.facts}>
      {facts.map((fact, at) => (
        // The same name may come twice (two addresses of one family).
        <Fragment key={`${fact.name} ${at}`}>
          <dt className={classes.name}>{fact.name}</dt>
          <dd className={classes.value} title={fact.title}>
            {fact.value}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

export function Section({
  title,
  children,
  aside,
}: {
  readonly title: string;
  readonly children: React.ReactNode;
  readonly aside?: React.ReactNode;
}): React.JSX.Element {
  return (
    <section className={classes.section}>
      <header className={classes.sectionHeader}>
        <h3 className={classes.sectionTitle}>{title}</h3>
        {aside}
      </header>
      {children}
    </section>
  );
}
