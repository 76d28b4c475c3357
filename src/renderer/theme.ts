/** Our theme: neutral greys with a little blue, one accent (teal), compact controls. Colours of our own are in global.css. */
import {
  ActionIcon,
  Button,
  Checkbox,
  createTheme,
  InputWrapper,
  Menu,
  Modal,
  NumberInput,
  Popover,
  SegmentedControl,
  Switch,
  Tabs,
  TextInput,
  Tooltip,
  type MantineColorsTuple,
  type MantineThemeOverride,
} from '@mantine/core';

const teal: MantineColorsTuple = [
  '#e6f6f4',
  '#cdebe8',
  '#9fd9d3',
  '#6cc5bd',
  '#42b3a9',
  '#26a298',
  '#0f9288',
  '#0d7f78',
  '#0a6b65',
  '#065450',
];
/** Filled buttons are of the eighth, on which white is read well. */
const red: MantineColorsTuple = [
  '#fff5f5',
  '#ffe3e3',
  '#ffc9c9',
  '#ffa8a8',
  '#ff8787',
  '#ff6b6b',
  '#fa5252',
  '#c92a2a',
  '#b02525',
  '#971f1f',
];
const gray: MantineColorsTuple = [
  '#f7f8fa',
  '#eff1f4',
  '#e4e8ed',
  '#d5dbe2',
  '#cbd3dc',
  '#929eac',
  '#6d7a89',
  '#515e6c',
  '#343f4b',
  '#1a222b',
];
const dark: MantineColorsTuple = [
  '#e3e8ee',
  '#c3ccd6',
  '#9aa6b3',
  '#7b8794',
  '#3b4653',
  '#2b3541',
  '#202934',
  '#171e27',
  '#11171e',
  '#0b1015',
];

export const theme: MantineThemeOverride = createTheme({
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 4 },
  autoContrast: true,
  luminanceThreshold: 0.32,
  colors: { teal, gray, dark, red },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "'JetBrains Mono Variable', ui-monospace, monospace",
  fontSizes: { xs: '11px', sm: '12px', md: '13px', lg: '14px', xl: '16px' },
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '20px' }, h2: { fontSize: '16px' }, h3: { fontSize: '14px' } },
  },
  defaultRadius: 6,
  focusRing: 'auto',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: 'xs', variant: 'filled' }, styles: { label: { fontWeight: 550 } } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 28 } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'xs' } }),
    NumberInput: NumberInput.extend({ defaultProps: { size: 'xs' } }),
    InputWrapper: InputWrapper.extend({
      styles: { label: { fontWeight: 550 }, description: { fontSize: 11.5, color: 'var(--nl-text-3)' } },
    }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'xs' } }),
    Switch: Switch.extend({ defaultProps: { size: 'xs' } }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: 'xs' } }),
    Tabs: Tabs.extend({ defaultProps: { keepMounted: false } }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 400, withArrow: false, transitionProps: { duration: 100 }, fz: 12, px: 8, py: 4 },
    }),
    Popover: Popover.extend({ defaultProps: { shadow: 'md', transitionProps: { duration: 100 } } }),
    Menu: Menu.extend({
      // The focus begins at the first entry: what Mantine would focus instead has no place in a menu.
      defaultProps: { shadow: 'md', transitionProps: { duration: 100 }, withInitialFocusPlaceholder: false },
      // Mantine's own grey is below 4.5:1 on white.
      styles: { label: { color: 'var(--nl-text-3)' } },
    }),
    Modal: Modal.extend({
      defaultProps: { transitionProps: { duration: 120 }, centered: true },
      styles: { title: { fontSize: 15, fontWeight: 600 } },
    }),
  },
});
