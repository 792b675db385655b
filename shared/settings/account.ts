import { z } from 'zod';
import { leadsquared } from './accounts/leadsquared.ts';
import { close } from './accounts/close.ts';
import { pipedrive } from './accounts/pipedrive.ts';
import { salesforce } from './accounts/salesforce.ts';

/** The CRMs of this version; a new one is one more schema in this list. */
const ACCOUNTS = [pipedrive, leadsquared, close, salesforce] as const;

export const accountSchema = z.discriminatedUnion('crm', ACCOUNTS);
