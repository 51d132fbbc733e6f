import * as z from "zod";

export interface PublishedAs {
  /** A name and no address: the schema stands in the repository, under schemas/. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

/**
 * The JSON Schema (2020-12) of an output. Objects are closed: a property that is not described is never printed, so that a
 * reader may rely on the list. A new property comes with a new release of the schema's file, a changed meaning with a new id.
 */
export function publish(schema: z.ZodType, { id, ...about }: PublishedAs): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "output" });
  return { $schema, $id: id, ...about, ...rest };
}
