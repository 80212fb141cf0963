import { Alert, Badge, Button, createTheme, Modal, Paper, Table } from '@mantine/core';
import type { CSSVariablesResolver, MantineColorsTuple } from '@mantine/core';

/** From the lightest to the darkest; white on the seventh has a contrast of 5.9. */
const clinic: MantineColorsTuple = [
  '#e9f6f5',
  '#d3ebe9',
  '#a8d8d4',
  '#79c3be',
  '#54b1ab',
  '#2f9a94',
  '#158482',
  '#0b6e6e',
  '#075a5b',
  '#034446',
];

export const theme = createTheme({
  primaryColor: 'clinic',
  primaryShade: { light: 7, dark: 7 },
  colors: { clinic },
  autoContrast: true,
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  headings: {
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.625rem', lineHeight: '1.25' }, h2: { fontSize: '1.125rem' } },
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { fw: 550 } }),
    // In the colour of the alert, titles of yellow ones are too pale to be read by everybody.
    Alert: Alert.extend({ styles: { title: { color: 'var(--mantine-color-text)' } } }),
    Badge: Badge.extend({ defaultProps: { variant: 'light', tt: 'none', fw: 550 } }),
    Modal: Modal.extend({
      defaultProps: {
        radius: 'lg',
        overlayProps: { backgroundOpacity: 0.45, blur: 2 },
        // A header element that stands in no section of a page would be taken for the page's own.
        attributes: { header: { role: 'presentation' } },
      },
    }),
    Paper: Paper.extend({ defaultProps: { withBorder: true, radius: 'lg' } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 'sm', highlightOnHover: true } }),
  },
});

/** Mantine's own greys are too light to be read by everybody (WCAG 2.2, 1.4.3 and 1.4.11). */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': '#51606b',
    '--mantine-color-placeholder': '#63717c',
    '--mantine-color-error': '#b4232a',
    '--page-background': '#f6f8f9',
    '--input-bd': '#7d8a94',
  },
  dark: {
    '--mantine-color-body': '#1b2124',
    '--mantine-color-dimmed': '#a9b4bb',
    '--mantine-color-placeholder': '#97a3ab',
    '--mantine-color-error': '#ff8f8f',
    '--mantine-color-anchor': '#79c3be',
    '--page-background': '#14191b',
  },
});
