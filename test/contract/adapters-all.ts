import { closeDriver } from './adapters-close.ts';
import type { CrmDriver } from './adapters-driver.ts';
import { leadSquaredDriver } from './adapters-leadsquared.ts';
import { pipedriveDriver } from './adapters-pipedrive.ts';
import { salesforceDriver } from './adapters-salesforce.ts';

/** Every CRM runs through the same cases. */
export const DRIVERS: readonly CrmDriver[] = [pipedriveDriver, leadSquaredDriver, salesforceDriver, closeDriver];
