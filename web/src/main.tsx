import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './app/global.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { ApiProblem } from './api/index.js';
import { createPagesRouter } from './app/router.js';
import { styleNonce } from './app/style-nonce.js';
import { cssVariables, theme } from './app/theme.js';
import { meQuery, watchSession, watchVisit } from './session/index.js';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What the API refuses it refuses again; only what never reached it is worth another try.
      retry: (count, error) => count < 2 && (!(error instanceof ApiProblem) || error.status === 503),
    },
  },
});
const router = createPagesRouter(queries);

watchSession({
  queries,
  leave: (reason) => {
    const { pathname, href } = router.state.location;
    if (pathname === '/login/') return;
    const search = reason === 'signed-out' ? { reason } : { reason, next: href };
    void router.navigate({ to: '/login/', search });
  },
  enrol: () => {
    const me = queries.getQueryData(meQuery.queryKey);
    const to = me?.user.isSuperuser ? '/admin/security/' : '/settings/security/';
    if (router.state.location.pathname !== to) void router.navigate({ to });
  },
  reload: () => void router.invalidate(),
});

watchVisit();

// Libraries inside Mantine that add style elements look for it under this name.
Object.assign(globalThis, { __webpack_nonce__: styleNonce() });

createRoot(document.getElementById('root')!).render(
  <MantineProvider
    theme={theme}
    cssVariablesResolver={cssVariables}
    defaultColorScheme="auto"
    getStyleNonce={styleNonce}
  >
    <QueryClientProvider client={queries}>
      <Notifications position="bottom-right" aria-live="polite" />
      <RouterProvider router={router} />
    </QueryClientProvider>
  </MantineProvider>,
);
