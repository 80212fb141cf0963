import { PageQuery, QueryNumber, Text } from '../../common/index.js';

export const LISTED_ERASURES = {
  sortable: ['erasedAt', 'companyId'],
  searchable: ['nameSha256', 'requestedBy', 'erasedBy'],
};

export class ErasureQuery extends PageQuery {
  @QueryNumber({ min: 1, max: 2_147_483_647, optional: true, example: 1 })
  companyId?: number;

  /** Of the company as it was called last, to the letter. */
  @Text({ min: 1, max: 120, optional: true, example: 'City Hospital' })
  name?: string;
}
