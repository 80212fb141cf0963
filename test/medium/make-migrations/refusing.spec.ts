/** @engine none: migrations are made on scratch databases of both engines. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Column, PrimaryGeneratedColumn } from 'typeorm';
import {
  AmbiguousChangeError,
  NoSourcesError,
  SourceTree,
  UnknownColumnTypeError,
  UnknownHintError,
  ValueNeededError,
} from '../../../src/make-migrations/index.js';
import { ChangingModels, model } from '../../support/model-change.js';
import type { Model } from '../../support/model-change.js';
import { scratchEngines } from '../../support/scratch-engines.js';
import { tempFolders } from '../../support/temp-folder.js';

const id = [PrimaryGeneratedColumn()];
const ward = (...columns: string[]): Model =>
  model('ward', { id, ...Object.fromEntries(columns.map((name) => [name, [Column('varchar', { length: 50 })]])) });

describe('Making migrations', () => {
  const folder = tempFolders();
  const scratch = scratchEngines();

  async function wards(): Promise<ChangingModels> {
    const models = new ChangingModels(scratch().engines, folder());
    await models.become([ward('name')], ['ward']);
    return models;
  }

  const REFUSED: readonly [string, string, new (...args: never[]) => Error, string, () => Model[], object?][] = [
    [
      'guess that a column has another name',
      'ward',
      AmbiguousChangeError,
      'ward.name is gone and ward.title is new: is it the same under another name? Say --rename ward.name:title, or --drop ward.name.',
      () => [ward('title')],
    ],
    [
      'guess that a table has another name',
      'station',
      AmbiguousChangeError,
      'ward is gone and station is new: is it the same under another name? Say --rename ward:station, or --drop ward.',
      () => [model('station', { id, name: [Column('varchar', { length: 50 })] })],
    ],
    [
      'make values up',
      'ward',
      ValueNeededError,
      'ward.floor must have a value: say --default ward.floor=VALUE for the rows that are there.',
      () => [ward('name', 'floor')],
    ],
    [
      'rename what is not there',
      'ward',
      UnknownHintError,
      '--rename ward.nome:title does not fit any change.',
      () => [ward('title')],
      { renames: ['ward.nome:title'] },
    ],
    [
      'drop what belongs to no table',
      'ward',
      UnknownHintError,
      '--drop wart.name does not fit any change.',
      () => [ward('name')],
      { drops: ['wart.name'] },
    ],
    [
      'write a type that one of the engines does not have',
      'ward',
      UnknownColumnTypeError,
      'ward.place has the type clob, which is not known on both engines.',
      () => [model('ward', { id, name: [Column('varchar', { length: 50 })], place: [Column('clob')] })],
    ],
  ];

  it.each(REFUSED)('refuses to %s, and writes nothing', async (_what, table, error, reason, after, hints = {}) => {
    const models = await wards();
    const before = readdirSync(models.root, { recursive: true });
    const making = models.become(after(), [table], hints);
    await expect(making).rejects.toThrow(error);
    await expect(making).rejects.toThrow(reason);
    expect(readdirSync(models.root, { recursive: true })).toEqual(before);
  });

  it('needs the sources', () => {
    const empty = folder();
    expect(() => new SourceTree(empty)).toThrow(NoSourcesError);
    expect(readdirSync(join(empty))).toEqual([]);
  });
});
