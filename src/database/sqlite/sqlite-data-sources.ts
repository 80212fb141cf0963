import type { DataSource } from 'typeorm';
import type { CompanyCells } from '../cells/company-cells.js';
import type { DatabaseName, DatabaseSchema } from '../database-engine.js';
import type { FlushFile } from './log-flush.js';
import type { SqliteLocation } from './open-database.js';
import { ReadingThreads } from './reading/reading-threads.js';
import { SlowReads } from './reading/slow-reads.js';
import type { SqliteWaits } from './retry-busy.js';
import { SideHandles } from './side-handles.js';
import { SqliteDataSource } from './sqlite-data-source.js';
import type { SqliteLocations } from './sqlite-locations.js';
import type { SqlitePaths } from './sqlite-paths.js';
import { SqliteStore } from './sqlite-store.js';

/** File descriptors: 250 tenants × 3 + 32 × 2 + the program's own stay under the usual limit of 1,024. */
const SIDE_HANDLES = 32;

/** Makes DataSources, which share their side handles and their threads. */
export class SqliteDataSources {
  private readonly readers = new ReadingThreads();
  private readonly sideHandles = new SideHandles(SIDE_HANDLES);

  constructor(
    private readonly paths: SqlitePaths,
    private readonly locations: SqliteLocations,
    private readonly cells: CompanyCells,
    private readonly waits: SqliteWaits,
    private readonly flush: FlushFile,
  ) {}

  make(name: DatabaseName, schema: DatabaseSchema): DataSource {
    const location: SqliteLocation = { name, path: this.paths.of(name), stamp: schema.stamp };
    const slowReads = new SlowReads(location, this.readers);
    const unlock = async (): Promise<void> => {
      location.key = await this.locations.keyOf(schema.stamp);
    };
    const store = new SqliteStore({ location, unlock }, this.sideHandles, this.waits, this.flush, slowReads);
    return new SqliteDataSource(location.path, schema, store, () => this.cells.of(schema.stamp));
  }
}
