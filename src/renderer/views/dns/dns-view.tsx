/** The ledger of lookups: every question with what came of it, and above it how they went in all. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconChartBar } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { words } from '../../display/words.ts';
import { useApp } from '../../state/app-context.ts';
import { DetailsPane } from '../details/details-pane.tsx';
import { FollowSwitch } from '../packets/packets-view.tsx';
import { RecordTable } from '../record-table.tsx';
import { useTableLook } from '../table-look.ts';
import { useTableState } from '../use-store.ts';
import { ViewBar } from '../view-bar.tsx';
import { dnsColumns } from './dns-columns.tsx';
import classes from './dns.module.css';
import { DnsSummary } from './dns-summary.tsx';
import { LookupDetails } from './lookup-details.tsx';
import { StatusChips } from './status-chips.tsx';

export function DnsView(): React.JSX.Element {
  const { tables, lookup, dnsSummary } = useApp();
  const look = useTableLook();
  const selected = useTableState('dns', (state) => state.selectedKey);
  const isOpen = useStore(dnsSummary, (state) => state.isOpen);
  const say = words().dns;
  useEffect(() => dnsSummary.getState().attach(), [dnsSummary]);
  useEffect(() => {
    lookup.getState().show(selected);
  }, [lookup, selected]);
  return (
    <>
      <div className={classes.main}>
        <ViewBar
          table="dns"
          title={say.heading}
          right={
            <>
              <FollowSwitch table="dns" />
              <Tooltip label={isOpen ? say.summary.hide : say.summary.show}>
                <ActionIcon
                  aria-label={isOpen ? say.summary.hide : say.summary.show}
                  aria-expanded={isOpen}
                  data-active={isOpen}
                  className={classes.summaryToggle}
                  data-testid="summary-toggle"
                  onClick={() => dnsSummary.getState().setOpen(!isOpen)}
                >
                  <IconChartBar size={18} stroke={1.5} />
                </ActionIcon>
              </Tooltip>
            </>
          }
        />
        {isOpen && <DnsSummary />}
        <StatusChips />
        <RecordTable table="dns" label={say.table} columns={dnsColumns(look)} />
      </div>
      {selected !== null && (
        <DetailsPane label={say.details.label}>
          <LookupDetails onClose={() => tables.dns.getState().select(null)} />
        </DetailsPane>
      )}
    </>
  );
}
