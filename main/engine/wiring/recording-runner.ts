import { appError } from '../../../shared/errors.ts';
import type { HealthReason } from '../../../shared/events.ts';
import { failPoint } from '../fail-points.ts';
import type { Clock, Files, Log } from '../ports.ts';
import { findRecordings, hashFile, openWhole, prove, sweep, type Findings, type FolderSettings, type Proof, type WantedRecording } from '../recordings/index.ts';
import type { Store, StoredCall } from '../store/port.ts';
import type { AnnouncedChanges } from './changes.ts';
