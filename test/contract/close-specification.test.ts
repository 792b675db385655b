import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

/** The vendor's whole file is not part of the project; where it lies beside it, our part is held against it. */
const whole = path.resolve('../shared/facts/openapi/close.yaml');
const part = path.resolve('test/sandbox/close/openapi/close.json');

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly type?: unknown;
  readonly maximum?: number;
  readonly additionalProperties?: unknown;
}
interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}
interface Specification {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            parameters?: readonly { in: string; name: string }[];
            requestBody?: Content;
            responses: Record<string, Content>;
          }
        >
      >
    >
  >;
  readonly components?: { readonly schemas: Readonly<Record<string, Schema>> };
}

const ours = JSON.parse(readFileSync(part, 'utf8')) as Specification;

/** Names, types and bounds of the first level. */
function outline(schema: Schema | undefined, specification: Specification): unknown {
  const at = (one: Schema): Schema =>
    one.$ref === undefined ? one : at(specification.components?.schemas[one.$ref.split('/').at(-1) ?? ''] ?? {});
  const { properties = {}, required = [], additionalProperties } = at(schema ?? {});
  const fields = Object.entries(properties).map(([name, field]) => {
    const { type, maximum, enum: words } = at(field);
    return [name, type, maximum, words];
  });
  return { fields, required, additionalProperties };
}

const CALLS = [
  ['/activity/call/', 'post'],
  ['/activity/call/{id}/', 'put'],
] as const;

describe.skipIf(!existsSync(whole))('our part of Close’s specification', () => {
  const theirs = existsSync(whole) ? (parse(readFileSync(whole, 'utf8')) as Specification) : ours;
  const json = (content: Content | undefined) => content?.content?.['application/json']?.schema;

  it.each(CALLS)('has the body of %s (%s) unchanged', (place, method) => {
    const body = outline(json(ours.paths[place]?.[method]?.requestBody), ours);
    expect(body).toEqual(outline(json(theirs.paths[place]?.[method]?.requestBody), theirs));
    expect(body).toMatchObject({ additionalProperties: false });
  });

  it('has the answer to a call, and the filters of the list', () => {
    expect(outline(json(ours.paths['/activity/call/']?.['post']?.responses['200']), ours)).toEqual(
      outline(json(theirs.paths['/activity/call/']?.['post']?.responses['200']), theirs),
    );
    const filters = ({ paths }: Specification) =>
      (paths['/activity/call/']?.['get']?.parameters ?? [])
        .filter(({ in: where }) => where === 'query')
        .map(({ name }) => name);
    expect(filters(ours)).toEqual(filters(theirs));
    expect(filters(ours)).toContain('activity_at__gte');
  });
});
