import { durableChanges } from './durable-changes.ts';
import type { Bench } from './harness.ts';

/** In the order in which they are run: short ones first. */
export const benches: readonly Bench[] = [durableChanges];
