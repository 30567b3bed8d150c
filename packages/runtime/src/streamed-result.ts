import { type Columns, type RecordBatchStream, readColumns, readRows, validateRow } from "@causeway/ext-native";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { RecordBatch, type Schema, Table } from "apache-arrow";
import { checkOptions, oneOf } from "./check-options.js";
import type { QueryResult, RowOptions } from "./query-result.js";
import type { QueryRun } from "./query-run.js";
import { RunLease } from "./run-lease.js";
import type { RunReport } from "./run-report.js";
import { WatchedIterator } from "./watched-iterator.js";

/** A result over the engine's stream. Every way of reading it goes through one of two: its batches or its bytes. */
export class StreamedResult<Row> implements QueryResult<Row> {
  readonly #lease: RunLease;
  readonly #stream: RecordBatchStream;
  readonly #rowSchema: StandardSchemaV1 | undefined;

  constructor(run: QueryRun, stream: RecordBatchStream, rowSchema: StandardSchemaV1 | undefined) {
    this.#lease = new RunLease(run);
    this.#stream = stream;
    this.#rowSchema = rowSchema;
  }

  get runId(): string {
    return this.#lease.run.id;
  }

  get schema(): Schema {
    return this.#stream.schema;
  }

  get report(): RunReport {
    return this.#lease.run.report;
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<RecordBatch, undefined> {
    return this.#watch(() => this.#stream[Symbol.asyncIterator]());
  }

  ipc(): AsyncIterableIterator<Uint8Array, undefined> {
    return this.#watch(() => this.#stream.ipc());
  }

  async rows(options: RowOptions = {}): Promise<Row[]> {
    checkRowOptions(options, "rows");
    if (this.#rowSchema !== undefined) return this.#checkedRows(options);
    const parts: Row[][] = [];
    for await (const batch of this) parts.push(await this.#failing(() => readRows<Row>(batch, options.mode)));
    return parts.flat();
  }

  async *stream(options: RowOptions = {}): AsyncGenerator<Row, void> {
    checkRowOptions(options, "stream");
    let index = 0;
    for await (const batch of this) {
      const rows = await this.#failing(() => readRows<Row>(batch, options.mode));
      for (const row of rows) {
        yield this.#rowSchema === undefined ? row : this.#checked(this.#rowSchema, row, index);
        index += 1;
      }
    }
  }

  async first(options: RowOptions = {}): Promise<Row | undefined> {
    for await (const row of this.stream(options)) return row;
    return undefined;
  }

  async columns(options: RowOptions = {}): Promise<Columns> {
    checkRowOptions(options, "columns");
    const batches = await this.#batches();
    // A result without batches still has columns, which only a batch can name.
    return this.#failing(() =>
      readColumns(batches.length > 0 ? batches : new RecordBatch(this.schema, undefined), options.mode),
    );
  }

  async count(): Promise<number> {
    for await (const _chunk of this.ipc());
    return this.#stream.report.rows;
  }

  async toArrow(): Promise<Table> {
    const batches = await this.#batches();
    return this.#failing(() => new Table(this.schema, batches));
  }

  async cancel(): Promise<void> {
    await this.#lease.run.cancel("the result was cancelled");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cancel();
  }

  async #batches(): Promise<RecordBatch[]> {
    const batches: RecordBatch[] = [];
    for await (const batch of this) batches.push(batch);
    return batches;
  }

  async #checkedRows(options: RowOptions): Promise<Row[]> {
    const rows: Row[] = [];
    for await (const row of this.stream(options)) rows.push(row);
    return rows;
  }

  #checked(schema: StandardSchemaV1, row: unknown, index: number): Promise<Row> {
    return this.#failing(() => validateRow(schema, row, index) as Row | Promise<Row>);
  }

  /** Hands on what `use` makes of the rows; what it throws ends the run. */
  async #failing<Value>(use: () => Value | Promise<Value>): Promise<Value> {
    try {
      return await use();
    } catch (error) {
      throw await this.#lease.run.fail(error);
    }
  }

  #watch<Value>(open: () => AsyncIterator<Value, undefined>): WatchedIterator<Value> {
    try {
      return new WatchedIterator(open(), this.#lease);
    } catch (error) {
      // A second way of reading: the first goes on, so the run does not end here.
      throw this.#lease.run.named(error);
    }
  }
}

function checkRowOptions(options: RowOptions, of: string): void {
  checkOptions<RowOptions>(options, { mode: oneOf("lossless", "js", "json") }, of);
}
