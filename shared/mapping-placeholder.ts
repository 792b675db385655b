import { z } from 'zod';
export const delimitedMappingSchema = z.strictObject({ separator: z.string().default(',') });
