import type { ArtifactTypes } from "./artifact-types.js";
import type { EventTypes } from "./event-types.js";
import { recordSchemas } from "./generated/record-schemas.js";

/** A JSON Schema of draft 7, standing by itself. */
export type JsonSchema = Readonly<Record<string, unknown>> & { readonly $id: string; readonly description: string };

export interface RecordSchemas {
  readonly events: Readonly<Record<keyof EventTypes, JsonSchema>>;
  readonly artifacts: Readonly<Record<keyof ArtifactTypes, JsonSchema>>;
}

/** The rows of our events, by name, with what every record carries: made from the types of this package. */
export const eventSchemas: RecordSchemas["events"] = recordSchemas.events;

/** The payloads of our artifacts, by name, with what every record carries: made from the types of this package. */
export const artifactSchemas: RecordSchemas["artifacts"] = recordSchemas.artifacts;
