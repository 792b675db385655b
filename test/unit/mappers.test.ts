import { describe, expect, it } from 'vitest';
import { Mappers } from '../../main/engine/wiring/mappers.ts';
import { createFormat } from '../../main/engine/sources/index.ts';
import { readDelimited } from '../../main/engine/tail/delimited.ts';

const format = createFormat('freepbx-csv');
const header =
  'calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,uniqueid';
const row =
  '2026-03-02 09:00:00,"""Jane"" <5550101>",5550101,100,from-trunk,PJSIP/t-1,PJSIP/100-2,Dial,x,20,10,ANSWERED,1772442000.1';
const [headerRecord, rowRecord] = readDelimited(Buffer.from(`${header}\n${row}\n`), format.shape, 'utf8');

describe('a header', () => {
  it('still decides the columns after a restart, for the reading before as well', () => {
    if (headerRecord === undefined || rowRecord === undefined) throw new Error('no records');
    const first = new Mappers(() => format.start(), null);
    expect([first.of(1).map(headerRecord), first.of(2).map(headerRecord)]).toEqual([
      { skip: 'header' },
      { skip: 'header' },
    ]);
    const second = new Mappers(() => format.start(), first.write());
    expect([second.of(2).map(rowRecord).leg?.talkSeconds, second.of(1).map(rowRecord).leg?.talkSeconds]).toEqual([
      10, 10,
    ]);
    expect(second.of(3).map(rowRecord).rejection?.reason).toBe('no_header');
  });

  it('is kept for the last two readings only', () => {
    if (headerRecord === undefined) throw new Error('no records');
    const mappers = new Mappers(() => format.start(), null);
    for (const generation of [1, 2, 3]) mappers.of(generation).map(headerRecord);
    const kept = JSON.parse(mappers.write() ?? '[]') as [number, string][];
    expect(kept.map(([generation]) => generation)).toEqual([3, 2]);
  });
});
