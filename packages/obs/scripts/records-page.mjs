/** The page that documents all records, from their schemas. */
export function recordsPage({ events, artifacts }) {
  return `# Records

Made by \`npm run generate --workspace @causeway/obs\` from the types of the records. The same, for programs: \`@causeway/obs/schemas\`.

Every record carries \`runId\` and \`atMs\`. Events are rows, small and many; artifacts are payloads that can be large.

## Events

${Object.entries(events).map(recordSection).join("\n")}
## Artifacts

${Object.entries(artifacts).map(recordSection).join("\n")}`;
}

function recordSection([name, { description, properties, required = [], definitions = {} }]) {
  const rows = Object.entries(properties)
    .filter(([field]) => field !== "runId" && field !== "atMs")
    .map(([field, schema]) => fieldRow(field, schema, required.includes(field)));
  const parts = Object.entries(definitions).map(([part, schema]) => partSection(part, schema));
  return `### ${name}\n\n${description}\n\n${table(rows)}${parts.join("")}`;
}

function partSection(name, schema) {
  const { description, properties = {}, required = [] } = schema;
  const rows = Object.entries(properties).map(([field, schema]) => fieldRow(field, schema, required.includes(field)));
  const fields = rows.length === 0 ? "" : `\n${table(rows)}`;
  const values = schema.enum === undefined ? "" : ` One of ${typeText(schema)}.`;
  return `\n\`${name}\`: ${description ?? ""}${values}\n${fields}`;
}

function table(rows) {
  return `| field | type | |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
}

function fieldRow(field, schema, isRequired) {
  const type = typeText(schema).replaceAll("|", "\\|");
  const text = (schema.description ?? "").replaceAll("\n", " ").replaceAll("|", "\\|");
  return `| \`${field}${isRequired ? "" : "?"}\` | ${type} | ${text} |`;
}

function typeText(schema) {
  if (schema.$ref !== undefined) return `\`${decodeURIComponent(schema.$ref.replace("#/definitions/", ""))}\``;
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(" | ");
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeText).join(" | ");
  if (schema.type === "array") return `list of ${typeText(schema.items)}`;
  if (typeof schema.additionalProperties === "object") return `${typeText(schema.additionalProperties)} by name`;
  if (schema.type === "object" && schema.properties !== undefined) return objectText(schema);
  return schema.type === undefined ? "any JSON" : [schema.type].flat().join(" | ");
}

function objectText({ properties, required = [] }) {
  const fields = Object.entries(properties).map(
    ([field, schema]) => `\`${field}${required.includes(field) ? "" : "?"}\`: ${typeText(schema)}`,
  );
  return `{ ${fields.join(", ")} }`;
}
