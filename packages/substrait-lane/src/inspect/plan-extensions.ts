import type * as substrait from "../generated/substrait-messages.js";
import { LaneError } from "../lane-error.js";

/** A function that a plan declares. */
export interface DeclaredFunction {
  readonly name: string;
  readonly urn: string | undefined;
}

/** DataFusion declares its functions under no extension, and writes this number (https://github.com/apache/datafusion/issues/11545). */
const noUrn = 0xffff_ffff;

/**
 * The functions of a plan by their anchor.
 *
 * @throws {LaneError} `plan-duplicate-anchor`, `plan-invalid-reference`, `plan-unknown-function`, `plan-unsupported`, `plan-malformed`
 */
export function checkExtensions(
  { extensionUrns = [], extensions = [], advancedExtensions }: substrait.Plan,
  known: readonly string[] | undefined,
): ReadonlyMap<number, DeclaredFunction> {
  checkEnhancement(advancedExtensions, "the plan");
  const urns = new Map<number, string>();
  for (const { extensionUrnAnchor = 0, urn = "" } of extensionUrns) {
    addOnce(urns, extensionUrnAnchor, urn, "extension URN");
  }
  const functions = new Map<number, DeclaredFunction>();
  const types = new Map<number, string>();
  const knownNames = known === undefined ? undefined : new Set(known);
  for (const { extensionFunction, extensionType, extensionTypeVariation } of extensions) {
    const declaration = extensionFunction ?? extensionType;
    if (extensionTypeVariation !== undefined) {
      throw new LaneError("plan-unsupported", `the plan declares the type variation ${extensionTypeVariation.name}`);
    }
    if (declaration === undefined) throw new LaneError("plan-malformed", "an extension declares nothing");
    const urn = urnOf(urns, declaration.extensionUrnReference ?? 0);
    if (extensionType !== undefined) addOnce(types, extensionType.typeAnchor ?? 0, extensionType.name ?? "", "type");
    if (extensionFunction === undefined) continue;
    const name = (extensionFunction.name ?? "").split(":", 1)[0] ?? "";
    if (name === "") throw new LaneError("plan-malformed", "a function is declared without a name");
    if (knownNames?.has(name) === false) throw new LaneError("plan-unknown-function", `the plan calls ${name}`);
    addOnce(functions, extensionFunction.functionAnchor ?? 0, { name, urn }, "function");
  }
  return functions;
}

/** An enhancement changes what a part means, and the engine passes over it. */
export function checkEnhancement(extension: substrait.AdvancedExtension | undefined, where: string): void {
  if (extension?.enhancement === undefined) return;
  throw new LaneError("plan-unsupported", `${where} has an enhancement of type ${extension.enhancement.type_url}`);
}

function urnOf(urns: ReadonlyMap<number, string>, reference: number): string | undefined {
  const urn = urns.get(reference);
  if (urn !== undefined || reference === noUrn || (reference === 0 && urns.size === 0)) return urn;
  throw new LaneError("plan-invalid-reference", `no extension URN has the anchor ${reference}`);
}

function addOnce<Value>(values: Map<number, Value>, anchor: number, value: Value, what: string): void {
  if (values.has(anchor))
    throw new LaneError("plan-duplicate-anchor", `two declarations of a ${what} have the anchor ${anchor}`);
  values.set(anchor, value);
}
