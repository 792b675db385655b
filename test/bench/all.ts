import { catchUp } from './catch-up.ts';
import { desktop } from './desktop.ts';
import { durableChanges } from './durable-changes.ts';
import { fileNoticed } from './file-noticed.ts';
import { firstScan } from './first-scan.ts';
import { formats } from './formats.ts';
import type { Bench } from './harness.ts';
import { idle } from './idle.ts';
import { packageSize } from './package-size.ts';
import { parser } from './parser-run.ts';
import { recordingAttached } from './recording-attached.ts';
import { recordingsFolder } from './recordings-folder.ts';
import { rowToRecord } from './row-to-record.ts';
import { startToReady } from './start.ts';
import { upload } from './upload.ts';

/** In the order in which they are run: short ones first. */
export const benches: readonly Bench[] = [
  packageSize,
  durableChanges,
  parser,
  formats,
  startToReady,
  upload,
  firstScan,
  fileNoticed,
  recordingAttached,
  recordingsFolder,
  rowToRecord,
  desktop,
  idle,
  catchUp,
];
