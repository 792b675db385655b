import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';

/** Holds requests and answers against an operation of a vendor's OpenAPI 3.0 file. */
export interface Operation {
  readonly method: string;
  /** As in the file: `/callLogs/{id}`. */
  readonly path: string;
  /** What the vendor charges for it (`x-token-cost`), 0 where the file names nothing. */
  readonly tokens: number;
  /** Undefined: the body fits. Keys that the file does not name are refused. */
  bodyProblem(body: unknown): Problem | undefined;
  /** The parameters as numbers, booleans and texts, or the first that does not fit. Unknown ones are refused. */
  query(given: URLSearchParams): { readonly values: QueryValues } | { readonly problem: Problem };
  /** Undefined: the answer fits, or the file says nothing about this status. */
  answerProblem(status: number, body: unknown): Problem | undefined;
}

export interface Problem {
  /** The field, in the vendor's spelling; empty for the whole body. */
  readonly field: string;
  /** What is wrong with it: `is required`, `must be string`. */
  readonly what: string;
}

export type QueryValues = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpecificationOptions {
  /** In answers a value may be null although the file does not say so. */
  readonly answersMayBeNull?: boolean;
  /** Keys that answers may carry although the file does not name them. */
  readonly extraAnswerKeys?: readonly string[];
}

interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly additionalProperties?: boolean;
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface RawOperation {
  readonly 'x-token-cost'?: number;
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly required?: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

/** Operations of a file by `METHOD /path`. Schemas are compiled when first used. */
export function readSpecification(file: string, options: SpecificationOptions = {}): ReadonlyMap<string, Operation> {
  const { paths } = JSON.parse(readFileSync(file, 'utf8')) as { paths: Record<string, Record<string, RawOperation>> };
  // Formats stay off: the vendor's `date-time` is another text than the standard's.
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: false });
  const operations = new Map<string, Operation>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, raw] of Object.entries(methods)) {
      operations.set(`${method.toUpperCase()} ${path}`, operation(ajv, options, { method, path, raw }));
    }
  }
  return operations;
}

function operation(
  ajv: Ajv,
  options: SpecificationOptions,
  { method, path, raw }: { method: string; path: string; raw: RawOperation },
): Operation {
  const json = (content: Content | undefined) => content?.content?.['application/json']?.schema;
  const requestSchema = json(raw.requestBody);
  const checkRequest =
    requestSchema && lazily(() => ajv.compile(closed(requestSchema, { mayBeNull: false, extra: [] })));
  const answers = new Map<string, () => ValidateFunction>();
  for (const [status, response] of Object.entries(raw.responses)) {
    const schema = json(response);
    const opening = { mayBeNull: options.answersMayBeNull ?? false, extra: options.extraAnswerKeys ?? [] };
    if (schema !== undefined)
      answers.set(
        status,
        lazily(() => ajv.compile(closed(schema, opening))),
      );
  }
  return {
    method: method.toUpperCase(),
    path,
    tokens: raw['x-token-cost'] ?? 0,
    bodyProblem: (body) => (checkRequest === undefined ? undefined : problemOf(checkRequest(), body)),
    query: (given) => readQuery(raw, given),
    answerProblem(status, body) {
      const check = answers.get(String(status));
      return check === undefined ? undefined : problemOf(check(), body);
    },
  };
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** The same schema with every object shut against keys it does not name; parts of an `allOf` become one object first. */
function closed(schema: Schema, opening: { mayBeNull: boolean; extra: readonly string[] }): Schema {
  const flat = flattened(schema);
  const nullable = opening.mayBeNull && flat.type !== undefined && flat.enum === undefined ? { nullable: true } : {};
  if (flat.items !== undefined) return { ...flat, ...nullable, items: closed(flat.items, opening) };
  if (flat.properties === undefined) return { ...flat, ...nullable };
  const properties: Record<string, Schema> = Object.fromEntries(opening.extra.map((key) => [key, {}]));
  for (const [key, value] of Object.entries(flat.properties)) properties[key] = closed(value, opening);
  return { ...flat, ...nullable, properties, additionalProperties: flat.additionalProperties ?? false };
}

function flattened(schema: Schema): Schema {
  if (schema.allOf === undefined) return schema;
  const { allOf, ...own } = schema;
  return allOf.map(flattened).reduce<Schema>(
    (sum, part) => ({
      ...sum,
      ...part,
      ...((sum.properties ?? part.properties) ? { properties: { ...sum.properties, ...part.properties } } : {}),
      ...((sum.required ?? part.required) ? { required: [...(sum.required ?? []), ...(part.required ?? [])] } : {}),
    }),
    own,
  );
}

function problemOf(check: ValidateFunction, value: unknown): Problem | undefined {
  if (check(value)) return undefined;
  const error = check.errors?.[0];
  return error === undefined ? { field: '', what: 'does not fit' } : asProblem(error);
}

function asProblem(error: ErrorObject): Problem {
  const at = error.instancePath.slice(1).replaceAll('/', '.');
  const inside = (key: unknown) => [at, String(key)].filter((part) => part !== '').join('.');
  const params = error.params as Record<string, unknown>;
  if (error.keyword === 'required') return { field: inside(params['missingProperty']), what: 'is required' };
  if (error.keyword === 'additionalProperties') {
    return { field: inside(params['additionalProperty']), what: 'is not allowed' };
  }
  if (error.keyword === 'enum') {
    return { field: at, what: `must be one of [${(params['allowedValues'] as unknown[]).join(', ')}]` };
  }
  return { field: at, what: error.message ?? 'does not fit' };
}

function readQuery(raw: RawOperation, given: URLSearchParams): ReturnType<Operation['query']> {
  const known = (raw.parameters ?? []).filter((parameter) => parameter.in === 'query');
  for (const name of given.keys()) {
    if (!known.some((parameter) => parameter.name === name))
      return { problem: { field: name, what: 'is not allowed' } };
  }
  const values: Record<string, string | number | boolean> = {};
  for (const { name, required, schema } of known) {
    const text = given.get(name);
    if (text === null) {
      if (required === true) return { problem: { field: name, what: 'is required' } };
      continue;
    }
    const value = readValue(schema, text);
    if (value === undefined) return { problem: { field: name, what: `must be ${expectation(schema)}` } };
    values[name] = value;
  }
  return { values };
}

function readValue(schema: Schema, text: string): string | number | boolean | undefined {
  if (schema.type === 'integer') return /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
  if (schema.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  const { enum: allowed } = schema;
  // Several values may stand in one parameter, with commas.
  if (allowed !== undefined && !text.split(',').every((part) => allowed.includes(part))) return undefined;
  return text;
}

function expectation(schema: Schema): string {
  return schema.enum === undefined ? (schema.type ?? 'text') : `one of [${schema.enum.join(', ')}]`;
}
