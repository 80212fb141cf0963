import type { DataSource } from 'typeorm';
import type { Settings } from '../../config/index.js';
import type { SqliteDriver } from '../sqlite/sqlite-driver.js';
import type { MasterNews } from './master-news.js';
import { SqliteNews } from './sqlite-news.js';

/** How this process hears of what others change in the master database, on the engine that settings choose. */
export async function newsFor(settings: Settings, master: DataSource): Promise<MasterNews> {
  const { databaseEngine, databaseUrl, postgresAdminUrl } = settings;
  if (databaseEngine === 'sqlite' || databaseUrl === undefined) {
    const { store } = master.driver as SqliteDriver;
    return new SqliteNews(
      () => store.handles.versionOfOthers(),
      () => store.log.commits,
    );
  }
  // Loaded when it is needed, as the engine is.
  const [{ PostgresNews }, { ServerAddress }] = await Promise.all([
    import('./postgres-news.js'),
    import('../postgres/server-address.js'),
  ]);
  return new PostgresNews(new ServerAddress(databaseUrl, postgresAdminUrl).forAdmin('master'));
}
