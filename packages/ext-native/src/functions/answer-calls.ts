import type { DataType } from "apache-arrow";
import type { NativeCall } from "../../native/index.cjs";
import { arrowInputToIpc } from "../arrow/arrow-input.js";
import { decodeColumns, encodeColumn, isVector } from "./encode-columns.js";
import type { AggregateFunction, FunctionColumn, ScalarFunction, TableFunction } from "./function-definitions.js";

/** Answers the calls of one function. It never throws: what goes wrong is the answer. */
export type CallHandler = (call: NativeCall) => void;

/** Hands each batch to `compute`. */
export function scalarHandler(compute: ScalarFunction, returns: DataType): CallHandler {
  return (call) =>
    answering(call, () => {
      const column: unknown = compute(...decodeColumns(call.takeArguments()));
      if (!isColumn(column)) throw new TypeError(`it gave ${nameOf(column)}, not a vector or an array`);
      return encodeColumn(column, returns);
    });
}

/** Hands states and batches to the parts of an aggregate. */
export function aggregateHandler<State>(
  aggregate: AggregateFunction<State>,
  state: DataType,
  returns: DataType,
): CallHandler {
  const steps: Record<string, (call: NativeCall) => Uint8Array> = {
    init: () => encodeColumn([aggregate.init()], state),
    update: (call) => encodeColumn([aggregate.update(stateOf(call), ...decodeColumns(call.takeArguments()))], state),
    merge: (call) => {
      let merged: State = stateOf(call);
      const [others = []] = decodeColumns(call.takeArguments());
      for (const other of others) merged = aggregate.merge(merged, other as State);
      return encodeColumn([merged], state);
    },
    evaluate: (call) => encodeColumn([aggregate.evaluate(stateOf(call))], returns),
  };
  return (call) => answering(call, () => steps[call.operation]?.(call));
}

/** Runs a generator for each scan, and asks it for a batch when the engine does. */
export function tableHandler(rows: TableFunction): CallHandler {
  const runs = new Map<number, AsyncIterator<unknown> | Iterator<unknown>>();
  const next = async (call: NativeCall): Promise<Uint8Array | undefined> => {
    if (call.operation === "open") runs.set(call.run, iteratorOf(rows(...valuesOf(call))));
    const result = await runs.get(call.run)?.next();
    if (result && !result.done) return arrowInputToIpc(result.value as never);
    runs.delete(call.run);
    return undefined;
  };
  const close = async (call: NativeCall): Promise<undefined> => {
    const run = runs.get(call.run);
    runs.delete(call.run);
    await run?.return?.();
  };
  return (call) => {
    const work = call.operation === "close" ? close(call) : next(call);
    work.then(
      (ipc) => call.answer(ipc),
      (error: unknown) => {
        runs.delete(call.run);
        call.fail(problemOf(error));
      },
    );
  };
}

function answering(call: NativeCall, work: () => Uint8Array | undefined): void {
  try {
    call.answer(work());
  } catch (error) {
    call.fail(problemOf(error));
  }
}

function stateOf<State>(call: NativeCall): State {
  return decodeColumns(call.takeState())[0]?.get(0) as State;
}

function valuesOf(call: NativeCall): unknown[] {
  return decodeColumns(call.takeArguments()).map((column) => column.get(0));
}

function iteratorOf(rows: ReturnType<TableFunction>): AsyncIterator<unknown> | Iterator<unknown> {
  return Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
}

function isColumn(value: unknown): value is FunctionColumn {
  return Array.isArray(value) || isVector(value);
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== "object") return `a ${typeof value}`;
  return value instanceof Promise ? "a promise" : "an object";
}

function problemOf(error: unknown): string {
  return error instanceof Error ? `it threw ${error.name}: ${error.message}` : `it threw ${String(error)}`;
}
