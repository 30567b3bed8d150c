import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createGenerator } from "ts-json-schema-generator";

const inPackage = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** JSON Schemas (draft 7) of all records, one standalone schema for each name, from the types in src. */
export function recordSchemas() {
  const version = schemaVersion();
  const stamped = schemaOf("diagnostics-sink.ts", "StampedRecords");
  const group = (kind, name, described) =>
    Object.fromEntries(
      Object.entries(stamped.properties[name].properties).map(([record, schema]) => {
        const id = `urn:causeway:${kind}:${record}:${version}`;
        const type = described.definitions[nameOfReference(described.properties[record].$ref)];
        return [record, standalone(id, type.description, schema, stamped.definitions)];
      }),
    );
  return {
    events: group("event", "events", schemaOf("event-types.ts", "EventTypes")),
    artifacts: group("artifact", "artifacts", schemaOf("artifact-types.ts", "ArtifactTypes")),
  };
}

function schemaOf(file, type) {
  const tsconfig = inPackage("tsconfig.json");
  const path = inPackage(`src/${file}`);
  return createGenerator({ path, tsconfig, type, topRef: false, jsDoc: "extended", skipTypeCheck: true }).createSchema(
    type,
  );
}

function schemaVersion() {
  const source = readFileSync(inPackage("src/event-types.ts"), "utf8");
  return Number(/RECORD_SCHEMA_VERSION = (\d+);/.exec(source)[1]);
}

function standalone(id, description, schema, definitions) {
  const needed = new Set();
  collectReferences(schema, definitions, needed);
  const used = Object.fromEntries([...needed].sort().map((name) => [name, definitions[name]]));
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: id,
    description,
    ...schema,
    ...(needed.size === 0 ? {} : { definitions: used }),
  };
}

function collectReferences(value, definitions, needed) {
  if (typeof value !== "object" || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    if (key !== "$ref") {
      collectReferences(part, definitions, needed);
      continue;
    }
    const name = nameOfReference(part);
    if (needed.has(name)) continue;
    needed.add(name);
    collectReferences(definitions[name], definitions, needed);
  }
}

function nameOfReference(reference) {
  return decodeURIComponent(reference.replace("#/definitions/", ""));
}
