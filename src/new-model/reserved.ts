/** Words that neither JavaScript nor the SQL of both engines takes as a name of its own. */
const KEYWORDS = `abstract all analyse analyze and any arguments array as asc asymmetric async authorization await between
  binary boolean both break byte case cast catch char check class collate collation column concurrently const constraint
  constructor continue create cross current_catalog current_date current_role current_schema current_time
  current_timestamp current_user debugger declare default deferrable delete desc distinct do double else end enum eval
  except export extends false fetch final finally float for foreign freeze from full function get glob goto grant group
  having if ilike implements import in index initially inner instanceof int interface intersect into is isnull join
  lateral leading left let like limit localtime localtimestamp long match name native natural new not notnull null number
  object offset on only or order outer overlaps package placing primary private protected prototype public references
  regexp return returning right select session_user set short similar some static string super switch symbol symmetric
  synchronized system_user table tablesample then this throw throws to trailing transaction transient true try typeof
  undefined union unique unknown user using values var variadic verbose void volatile when where while window with yield`;

/** Taken by the classes and addresses that a model's own would stand beside. */
const TAKEN_MODELS = `admin api app audit auth backup billing body check clock column company controller cookie create
  delete doc entity entry error export health http idempotency import index injectable invitation lease mail master
  member migration module openapi operation page param patch payment people person plan post principal problem profile
  promise query record registration repository request resource response role route schema scope seed session setting staff
  subscription superuser tenant test update usage web`;

/** Every entry has these, or every list asks by them. */
const TAKEN_FIELDS = 'id createdAt updatedAt page pageSize sort q companyId';

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));

const keywords = words(KEYWORDS);
/** Good names of columns all the same: neither engine minds, and in TypeScript they are only properties. */
const HARMLESS = new Set(['name', 'number', 'unknown', 'index', 'string', 'object', 'symbol', 'match', 'byte', 'long']);

export const takenModels = words(TAKEN_MODELS);
export const takenFields = words(TAKEN_FIELDS);

/** Whether a column may not be called so. */
export function isKeyword(name: string): boolean {
  return keywords.has(name.toLowerCase()) && !HARMLESS.has(name.toLowerCase());
}
