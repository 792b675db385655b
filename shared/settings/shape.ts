import { z } from 'zod';

export type KeyPath = readonly PropertyKey[];

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands at a place of the settings, undefined where nothing does. */
export function valueAt(settings: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    return (value as Record<PropertyKey, unknown>)[part];
  }, settings);
}

/** The schemas that a schema is a wrapping of or a choice between, down to objects and lists. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(unwrapped);
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in);
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return unwrapped(schema.unwrap());
  }
  return [schema];
}

/** The literals of an object schema that contradict the value belong to another alternative of a union. */
function mayDescribe(schema: z.core.$ZodType, value: unknown): boolean {
  if (!(schema instanceof z.ZodObject) || !isObject(value)) return true;
  return Object.entries(schema.shape).every(
    ([key, inner]) =>
      !(inner instanceof z.ZodLiteral) || !Object.hasOwn(value, key) || inner.values.has(value[key] as never),
  );
}

/** The keys that the schema knows at a place of these settings, in the order of the schema. */
export function keysAt(schema: z.core.$ZodType, settings: unknown, path: KeyPath): string[] {
  let here = unwrapped(schema);
  let value = settings;
  for (const part of path) {
    value = valueAt(value, [part]);
    here = here.flatMap((candidate) => {
      if (candidate instanceof z.ZodArray) return unwrapped(candidate.element);
      const inner =
        candidate instanceof z.ZodObject ? (candidate.shape as Record<PropertyKey, z.core.$ZodType>)[part] : undefined;
      return inner === undefined ? [] : unwrapped(inner);
    });
    here = here.filter((candidate) => mayDescribe(candidate, value));
  }
  return [
    ...new Set(here.flatMap((candidate) => (candidate instanceof z.ZodObject ? Object.keys(candidate.shape) : []))),
  ];
}
