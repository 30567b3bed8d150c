import type { CompletePolicy } from "./policy.js";
import type { CheckContext, FunctionSignature, SchemaContext, TableSchema } from "./preflight.js";
import { PreflightError } from "./preflight-error.js";
import type { SqlglotRequest } from "./sqlglot-client.js";

/** The request for a check, without what is not known. */
export function checkRequest(sql: string, context: CheckContext, policy: CompletePolicy): SqlglotRequest {
  const { functions, include } = context;
  const parameters = parametersOf(context);
  return {
    op: "check",
    sql,
    schemas: schemasOf(context),
    policy: policyOfText(policy),
    want: { ast: true, lineage: true, ...include },
    ...(functions === undefined ? {} : { functions: textOf(functions) }),
    ...(parameters === undefined ? {} : { parameters }),
  };
}

/** The policy as far as it is about the text: the values in its filters and masks are the engine's. */
export function policyOfText({ parameters: _parameters, ...policy }: CompletePolicy): CompletePolicy {
  return policy;
}

const texts = new WeakMap<readonly FunctionSignature[], string>();

/** The functions as JSON: as one text they are read once, and known again when they come with the next statement. */
function textOf(functions: readonly FunctionSignature[]): string {
  let text = texts.get(functions);
  if (text === undefined) {
    text = JSON.stringify(functions);
    texts.set(functions, text);
  }
  return text;
}

/** What the statement will be given: the names of its parameters, or how many there are by position. */
export function parametersOf({ parameters }: CheckContext): readonly string[] | number | undefined {
  if (parameters === undefined) return undefined;
  return Array.isArray(parameters) ? parameters.length : Object.keys(parameters);
}

/** The tables as our Python takes them: names in parts. */
export function schemasOf({ schemas, tables = [] }: SchemaContext): readonly TableSchema[] {
  if (schemas === undefined) return tables.map((name) => ({ name: [name] }));
  return schemas.map(({ name, columns, isMadeBySql = false }) => ({
    name: typeof name === "string" ? [name] : name,
    ...(columns === undefined ? {} : { columns }),
    ...(isMadeBySql ? { isMadeBySql } : {}),
  }));
}

/** The names of the registered tables, as they were registered. */
export function registeredNames({ schemas, tables }: SchemaContext): readonly string[] {
  return tables ?? schemas?.map(({ name }) => (typeof name === "string" ? name : name.join("."))) ?? [];
}

/** Errors: `invalid-argument`. */
export function assertText(...texts: readonly unknown[]): void {
  const other = texts.find((text) => typeof text !== "string");
  if (other !== undefined)
    throw new PreflightError("invalid-argument", `a statement is a text, this is ${typeof other}`);
}

/** Errors: `invalid-argument`. */
export function assertSchemas(context: SchemaContext | undefined): void {
  if (context?.schemas !== undefined) {
    const isTable = (table: TableSchema) =>
      (typeof table?.name === "string" || Array.isArray(table?.name)) &&
      (table.columns === undefined || Array.isArray(table.columns));
    if (Array.isArray(context.schemas) && context.schemas.every(isTable)) return;
    throw new PreflightError("invalid-argument", "schemas is no list of tables with names and columns");
  }
  if (!Array.isArray(context?.tables)) {
    throw new PreflightError(
      "invalid-argument",
      "the context must give the registered tables, by schemas or by tables",
    );
  }
}

/** A rule for columns holds only where the columns are known. Errors: `invalid-argument`. */
export function assertColumnsKnown(context: SchemaContext, { columns: rule }: CompletePolicy): void {
  if (rule === undefined) return;
  const unknown = schemasOf(context).find(({ columns }) => columns === undefined);
  if (unknown === undefined) return;
  const text = `the policy has rules for columns, and those of ${[unknown.name].flat().join(".")} are not given`;
  throw new PreflightError("invalid-argument", text);
}
