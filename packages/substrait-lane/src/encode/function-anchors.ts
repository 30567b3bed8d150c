import { compoundName, urnOf } from "../expression/call-node.js";
import type { ExpressionNode } from "../expression/expression-node.js";
import type { FunctionDefinition } from "../functions/function-definition.js";
import type { SimpleExtensionDeclaration, SimpleExtensionURN } from "../generated/substrait-messages.js";

/** The functions of a plan, each declared once, numbered in the order in which they are met. */
export class FunctionAnchors {
  readonly #urns = new Map<string, number>();
  readonly #anchors = new Map<string, number>();
  readonly #declarations: SimpleExtensionDeclaration[] = [];

  #names = 0;

  /** A number that no other column's name of the plan has. */
  nextName(): number {
    this.#names += 1;
    return this.#names;
  }

  /** The number by which calls refer to the function. */
  anchorOf(definition: FunctionDefinition, args: readonly ExpressionNode[]): number {
    const name = compoundName(definition, args);
    const urn = urnOf(definition, args);
    const key = `${urn} ${name}`;
    let functionAnchor = this.#anchors.get(key);
    if (functionAnchor === undefined) {
      functionAnchor = this.#anchors.size + 1;
      this.#anchors.set(key, functionAnchor);
      const extensionUrnReference = this.#urnAnchor(urn);
      this.#declarations.push({ extensionFunction: { extensionUrnReference, functionAnchor, name } });
    }
    return functionAnchor;
  }

  get urns(): readonly SimpleExtensionURN[] {
    return [...this.#urns].map(([urn, extensionUrnAnchor]) => ({ extensionUrnAnchor, urn }));
  }

  get declarations(): readonly SimpleExtensionDeclaration[] {
    return this.#declarations;
  }

  #urnAnchor(urn: string): number {
    const anchor = this.#urns.get(urn) ?? this.#urns.size + 1;
    this.#urns.set(urn, anchor);
    return anchor;
  }
}
