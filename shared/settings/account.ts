import { z } from 'zod';
import { pipedrive } from './accounts/pipedrive.ts';

/** The CRMs of this version; a new one is one more schema in this list. */
const ACCOUNTS = [pipedrive] as const;

export const accountSchema = z.discriminatedUnion('crm', ACCOUNTS);
