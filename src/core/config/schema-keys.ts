import * as z from "zod";

/** The keys that a schema knows at a path, in the order of the schema. Empty where it has no fixed keys there. */
export function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const [head, ...rest] = path;
  if (schema instanceof z.ZodOptional) return keysAt(schema.unwrap(), path);
  if (schema instanceof z.ZodObject) {
    if (head === undefined) return Object.keys(schema.shape);
    const inner: z.core.$ZodType | undefined = schema.shape[String(head)];
    return inner === undefined ? [] : keysAt(inner, rest);
  }
  if (head === undefined) return [];
  if (schema instanceof z.ZodArray) return keysAt(schema.element, rest);
  if (schema instanceof z.ZodRecord) return keysAt(schema.valueType, rest);
  return [];
}

/** Every fixed key of a schema with the path of the section that it stands in, such as `exclude-newer` in `resolve`. */
export function sectionsOfKeys(schema: z.core.$ZodType): ReadonlyMap<string, string> {
  const sections = new Map<string, string>();
  collect(schema, "", sections);
  return sections;
}

function collect(schema: z.core.$ZodType, section: string, sections: Map<string, string>): void {
  if (schema instanceof z.ZodOptional) collect(schema.unwrap(), section, sections);
  if (schema instanceof z.ZodArray) collect(schema.element, `${section}[]`, sections);
  if (schema instanceof z.ZodRecord) collect(schema.valueType, `${section}.<id>`, sections);
  if (!(schema instanceof z.ZodObject)) return;
  for (const [key, inner] of Object.entries(schema.shape)) {
    if (section !== "" && !sections.has(key)) sections.set(key, section);
    collect(inner, section === "" ? key : `${section}.${key}`, sections);
  }
}
