import { encodePlan, inspectPlan, LaneError, type LaneErrorCode, validatePlan } from "@causeway/substrait-lane";
import fc from "fast-check";
import { expect, test } from "vitest";
import type * as substrait from "../src/generated/substrait-messages.js";
import { encodeMessage } from "../src/protobuf/encode-message.js";
import { tpchQueries } from "./tpch/queries.js";

const functions: substrait.SimpleExtensionDeclaration[] = [
  { extensionFunction: { extensionUrnReference: 1, functionAnchor: 1, name: "equal:any_any" } },
];
const read: substrait.Rel = {
  read: {
    baseSchema: { names: ["a", "b"], struct: { types: [{ i64: {} }, { string: {} }] } },
    namedTable: { names: ["t"] },
  },
};
const field = (index: number, more: Partial<substrait.ExpressionFieldReference> = {}): substrait.Expression => ({
  selection: { directReference: { structField: { field: index } }, rootReference: {}, ...more },
});
const equal = (
  left: substrait.Expression,
  right: substrait.Expression,
  functionReference = 1,
): substrait.Expression => ({
  scalarFunction: { functionReference, arguments: [{ value: left }, { value: right }], outputType: { bool: {} } },
});
const filter = (condition: substrait.Expression): substrait.Rel => ({ filter: { input: read, condition } });

function planBytes(input: substrait.Rel, names: readonly string[], change: Partial<substrait.Plan> = {}): Uint8Array {
  const plan: substrait.Plan = {
    version: { minorNumber: 85 },
    extensionUrns: [{ extensionUrnAnchor: 1, urn: "extension:io.substrait:functions_comparison" }],
    extensions: functions,
    relations: [{ root: { input, names } }],
    ...change,
  };
  return encodeMessage("Plan", plan).bytes;
}

const sound = planBytes(filter(equal(field(0), field(0))), ["x", "y"]);

test("a sound plan passes", () => {
  expect(() => validatePlan(sound)).not.toThrow();
  expect(inspectPlan(sound)).toEqual({
    tables: [{ name: ["t"], declared: ["a", "b"], columns: ["a", "b"] }],
    functions: [{ name: "equal", urn: "extension:io.substrait:functions_comparison" }],
    relations: { filter: 1, read: 1 },
    parameters: [],
    queryDepth: 1,
    literals: 0,
    outputs: ["x", "y"],
    version: "0.85.0",
    producer: "",
  });
});

const tree = (subtreeOrdinal: number): substrait.Rel => ({ reference: { subtreeOrdinal } });
const root = (input: substrait.Rel): substrait.PlanRel => ({ root: { input, names: ["a", "b"] } });
const lambda = (steps: number, field: number): substrait.Expression => ({
  scalarFunction: {
    functionReference: 1,
    arguments: [
      {
        value: {
          lambda: {
            parameters: { types: [{ i64: {} }] },
            body: {
              selection: { directReference: { structField: { field } }, lambdaParameterReference: { stepsOut: steps } },
            },
          },
        },
      },
    ],
    outputType: { bool: {} },
  },
});

test("a plan of several trees and lambdas is read as what it stands for", () => {
  const relations = [{ rel: read }, { rel: filter(lambda(0, 0)) }, root(tree(1)), { rel: tree(0) }];
  expect(inspectPlan(planBytes(read, [], { relations }))).toMatchObject({
    tables: [{ name: ["t"], columns: ["a", "b"] }],
    functions: [{ name: "equal" }],
    relations: { filter: 1, read: 1 },
    outputs: ["a", "b"],
  });
});

const urn = { extensionUrnAnchor: 1, urn: "extension:x:y" };
const twoColumns = ["a", "b"];
const unsound: readonly (readonly [name: string, bytes: Uint8Array, code: LaneErrorCode])[] = [
  ["a column that is not there", planBytes(filter(equal(field(2), field(0))), twoColumns), "plan-invalid-reference"],
  ["a negative column", planBytes(filter(equal(field(-1), field(0))), twoColumns), "plan-invalid-reference"],
  [
    "a reference out of every query",
    planBytes(
      filter({ selection: { directReference: { structField: {} }, outerReference: { stepsOut: 1 } } }),
      twoColumns,
    ),
    "plan-invalid-reference",
  ],
  [
    "a function that is not declared",
    planBytes(filter(equal(field(0), field(0), 7)), twoColumns),
    "plan-invalid-reference",
  ],
  [
    "an extension that is not declared",
    planBytes(read, twoColumns, { extensionUrns: [{ ...urn, extensionUrnAnchor: 9 }] }),
    "plan-invalid-reference",
  ],
  [
    "a function declared twice",
    planBytes(read, twoColumns, { extensions: [...functions, ...functions] }),
    "plan-duplicate-anchor",
  ],
  ["an extension declared twice", planBytes(read, twoColumns, { extensionUrns: [urn, urn] }), "plan-duplicate-anchor"],
  [
    "an output that is not there",
    planBytes({ project: { input: read, common: { emit: { outputMapping: [0, -1] } } } }, twoColumns),
    "plan-invalid-reference",
  ],
  [
    "a grouping that is not there",
    planBytes({ aggregate: { input: read, groupings: [{ expressionReferences: [4] }] } }, []),
    "plan-invalid-reference",
  ],
  ["too few names", planBytes(read, ["a"]), "plan-malformed"],
  ["an empty root", planBytes({}, []), "plan-malformed"],
  ["a filter without a condition", planBytes({ filter: { input: read } }, twoColumns), "plan-malformed"],
  ["a write", planBytes({ write: {} }, []), "plan-unsupported"],
  ["a statement that changes tables", planBytes({ ddl: {} }, []), "plan-unsupported"],
  ["a file", planBytes({ read: { localFiles: {} } }, []), "plan-unsupported"],
  [
    "a filter inside a read",
    planBytes({ read: { ...read.read, filter: equal(field(0), field(0)) } }, twoColumns),
    "plan-unsupported",
  ],
  [
    "an enhancement",
    planBytes(read, twoColumns, { advancedExtensions: { enhancement: { type_url: "x" } } }),
    "plan-unsupported",
  ],
  ["two relations", planBytes(read, [], { relations: [{ rel: read }, { rel: read }] }), "plan-unsupported"],
  ["two roots", planBytes(read, [], { relations: [root(read), root(read)] }), "plan-unsupported"],
  ["a tree that is not there", planBytes(read, [], { relations: [root(tree(1))] }), "plan-invalid-reference"],
  ["a reference to the root", planBytes(read, [], { relations: [root(tree(0))] }), "plan-invalid-reference"],
  ["a tree in itself", planBytes(read, [], { relations: [root(tree(1)), { rel: tree(1) }] }), "plan-unsupported"],
  [
    "a tree that is referred to twice",
    planBytes(read, [], { relations: [root({ cross: { left: tree(1), right: tree(1) } }), { rel: read }] }),
    "plan-unsupported",
  ],
  [
    "trees that make a deep plan",
    planBytes(read, [], {
      relations: [
        root(tree(1)),
        ...Array.from({ length: 600 }, (_, index) => ({ rel: { fetch: { input: tree(index + 2) } } })),
      ],
    }),
    "plan-too-deep",
  ],
  ["a parameter of no lambda", planBytes(filter(lambda(1, 0)), twoColumns), "plan-invalid-reference"],
  ["a parameter that a lambda has not", planBytes(filter(lambda(0, 1)), twoColumns), "plan-invalid-reference"],
  ["no relation", planBytes(read, [], { relations: [] }), "plan-unsupported"],
  ["an unknown field", Uint8Array.from([...sound, 0xf8, 0x3f, 1]), "plan-unknown-field"],
  ["a field of another wire type", Uint8Array.from([0x18, 1]), "plan-malformed"],
  ["cut bytes", sound.subarray(0, -3), "plan-malformed"],
  ["a length beyond the end", Uint8Array.from([0x1a, 0xff, 0xff, 0xff, 0xff, 0x07]), "plan-malformed"],
  ["no bytes", new Uint8Array(), "plan-unsupported"],
];

test.each(unsound)("%s is refused", (_, bytes, code) => {
  for (const use of [validatePlan, inspectPlan]) {
    expect(() => use(bytes)).toThrow(expect.objectContaining({ name: "LaneError", code }));
  }
});

test("limits hold for size, depth, messages, columns and functions", () => {
  const thrown = (bytes: Uint8Array, limits = {}) => {
    try {
      validatePlan(bytes, limits);
    } catch (error) {
      return LaneError.isInstance(error) ? error.code : error;
    }
    return undefined;
  };
  expect(thrown(new Uint8Array(200 * 1024 * 1024))).toBe("plan-too-large");
  expect(thrown(sound, { maxBytes: 10 })).toBe("plan-too-large");
  expect(thrown(sound, { maxMessages: 10 })).toBe("plan-too-large");
  expect(thrown(sound, { maxColumns: 1 })).toBe("plan-too-large");
  expect(thrown(sound, { maxDepth: 5 })).toBe("plan-too-deep");
  let nested = read;
  for (let depth = 0; depth < 400; depth++) nested = { fetch: { input: nested } };
  expect(thrown(planBytes(nested, twoColumns))).toBe("plan-too-deep");
  expect(thrown(sound, { functions: ["lt"] })).toBe("plan-unknown-function");
  expect(thrown(sound, { functions: ["equal"] })).toBeUndefined();
});

test("bytes that are changed anywhere are a plan or a typed error, never anything else", () => {
  const plans = tpchQueries.map((query) => encodePlan(query));
  const change = fc.tuple(
    fc.constantFrom(...plans),
    fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }),
  );
  fc.assert(
    fc.property(change, ([plan, changes]) => {
      const bytes = Uint8Array.from(plan);
      for (const [place, value] of changes) bytes[place % bytes.length] = value;
      try {
        inspectPlan(bytes);
      } catch (error) {
        if (!LaneError.isInstance(error)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});

test("what a message does not have is never written in silence", () => {
  const unknown = { version: { majorVersion: 1 } } as substrait.Plan;
  expect(() => encodeMessage("Plan", unknown)).toThrow("invalid-message: Version has no field majorVersion");
  const wrongEnum = { set: { op: "SET_OP_UNITE" } } as unknown as substrait.Rel;
  expect(() => encodeMessage("Rel", wrongEnum)).toThrow("invalid-message: SetRel.SetOp has no value SET_OP_UNITE");
});
