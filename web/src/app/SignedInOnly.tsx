import { useQuery } from '@tanstack/react-query';
import { PageLoading } from '../common/layout/index.js';
import { MeContext, meQuery } from '../session/index.js';

/** Shows nothing from the moment on at which nobody is signed in any more, however long the next page takes. */
export function SignedInOnly({ children }: { readonly children: React.ReactNode }): React.ReactNode {
  const { data: me } = useQuery(meQuery);
  return me ? <MeContext value={me}>{children}</MeContext> : <PageLoading />;
}
