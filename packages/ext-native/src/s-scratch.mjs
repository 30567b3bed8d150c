import { createRequire as cr } from "node:module";
const require = cr(import.meta.url);

// ../ext-native/src/load-addon.ts
import { createRequire } from "node:module";

// ../ext-native/src/native-error-codes.ts
var nativeErrorCodes = [
  "syntax-error",
  "unknown-table",
  "unknown-column",
  "unknown-function",
  "ambiguous-column",
  "type-mismatch",
  "invalid-plan",
  "not-supported",
  "query-too-deep",
  "query-too-large",
  "statement-refused",
  "parameter-missing",
  "parameter-extra",
  "parameter-type",
  "unknown-option",
  "invalid-option",
  "unknown-setting",
  "invalid-setting",
  "table-exists",
  "file-not-found",
  "file-unreadable",
  "not-a-delta-table",
  "version-not-found",
  "timestamp-out-of-range",
  "unsupported-delta-feature",
  "storage-error",
  "storage-options-conflict",
  "schema-mismatch",
  "commit-conflict",
  "execution-error",
  "memory-limit",
  "spill-limit",
  "spill-failed",
  "invalid-arrow",
  "aborted",
  "timeout",
  "session-closed",
  "result-consumed",
  "addon-missing",
  "invalid-argument",
  "row-invalid",
  "internal-panic",
  "internal",
];
var known = new Set(nativeErrorCodes);
function isNativeErrorCode(code) {
  return known.has(code);
}

// ../ext-native/src/native-error.ts
var marker = /* @__PURE__ */ Symbol.for("causeway.ext-native.error");
var NativeError = class _NativeError extends Error {
  code;
  details;
  constructor(code, message, options = {}) {
    super(
      message.startsWith(`${code}: `) ? message : `${code}: ${message}`,
      "cause" in options ? { cause: options.cause } : {},
    );
    this.name = "NativeError";
    this.code = code;
    this.details = options.details ?? {};
    Object.defineProperty(this, marker, { value: true });
  }
  /** True for an error of this class, also of another copy of this package. */
  static isInstance(value) {
    return typeof value === "object" && value !== null && marker in value;
  }
  /** @internal The error of a failure that crossed the native boundary. */
  static fromFailure(failure) {
    const details = JSON.parse(failure.detailsJson);
    return isNativeErrorCode(failure.failureCode)
      ? new _NativeError(failure.failureCode, failure.message, { details })
      : new _NativeError("internal", `${failure.failureCode}: ${failure.message}`, { details });
  }
};

// ../ext-native/src/platform-package.ts
function platformName() {
  const { platform, arch } = process;
  if (platform === "linux") return `${platform}-${arch}-${usesGlibc() ? "gnu" : "musl"}`;
  return platform === "win32" ? `${platform}-${arch}-msvc` : `${platform}-${arch}`;
}
function usesGlibc() {
  const report = process.report.getReport();
  return report.header?.glibcVersionRuntime !== void 0;
}

// ../ext-native/src/load-addon.ts
var requireBeside = createRequire(import.meta.url);
var loaded;
function loadAddon(load = () => requireBeside("../native/index.cjs")) {
  if (loaded) return loaded;
  try {
    loaded = load();
    return loaded;
  } catch (cause) {
    throw addonMissing(platformName(), cause);
  }
}
function addonMissing(platform, cause) {
  return new NativeError(
    "addon-missing",
    `the native addon of @causeway/ext-native cannot be loaded on ${platform}. Install its platform package (npm install @causeway/ext-native-${platform}; installs made with --omit=optional leave it out), or build it from a checkout of the repository (npm run build:addon -w packages/ext-native, needs Rust). The loader said: ${cause instanceof Error ? cause.message : String(cause)}`,
    { details: { platform }, cause },
  );
}

// ../ext-native/src/capabilities.ts
function capabilities() {
  return JSON.parse(loadAddon().capabilities());
}

// ../ext-native/src/arrow/encode-batches.ts
// ../ext-native/src/arrow/adopt-batch.ts
import { Data, RecordBatch, RecordBatchStreamWriter, Struct, Table, Type, Vector } from "apache-arrow";

function adoptBatch(batch, schema) {
  return new RecordBatch(schema, adoptData(batch.data, new Struct(schema.fields)));
}
function adoptData(data, type) {
  const children = data.children.map((child, index) => adoptData(child, childType(type, index)));
  const dictionary =
    data.dictionary && new Vector(data.dictionary.data.map((chunk) => adoptData(chunk, dictionaryType(type))));
  const nullCount = type.typeId === Type.Null ? data.length : data.nullCount;
  const buffers = [data.valueOffsets, data.values, data.nullBitmap, data.typeIds];
  return new Data(type, data.offset, data.length, nullCount, buffers, children, dictionary, data.variadicBuffers);
}
function childType(type, index) {
  const child = type.children[index];
  if (!child) throw new RangeError(`the Arrow type ${type} has no child ${index}`);
  return child.type;
}
function dictionaryType(type) {
  return type.dictionary;
}

// ../ext-native/src/arrow/adopt-type.ts
import * as arrow from "apache-arrow";

function adoptSchema(schema) {
  const adopter = new TypeAdopter();
  return new arrow.Schema(
    schema.fields.map((field) => adopter.field(field)),
    schema.metadata,
  );
}
var TypeAdopter = class {
  #dictionaries = 0;
  field(field) {
    return new arrow.Field(field.name, this.#type(field.type), field.nullable, field.metadata);
  }
  #type(foreign) {
    const type = foreign;
    return plainType(foreign) ?? this.#nested(foreign.typeId, type) ?? youngerType(foreign, () => this.#children(type));
  }
  #nested(typeId, type) {
    switch (typeId) {
      case arrow.Type.List:
        return new arrow.List(this.#only(type));
      case arrow.Type.FixedSizeList:
        return new arrow.FixedSizeList(type.listSize, this.#only(type));
      case arrow.Type.Struct:
        return new arrow.Struct(this.#children(type));
      case arrow.Type.Map:
        return new arrow.Map_(this.#entries(type.children[0]), type.keysSorted);
      case arrow.Type.Union:
        return new arrow.Union(type.mode, type.typeIds, this.#children(type));
      case arrow.Type.Dictionary:
        return new arrow.Dictionary(
          this.#type(type.dictionary),
          this.#type(type.indices),
          this.#dictionaries++,
          type.isOrdered,
        );
      default:
        return void 0;
    }
  }
  #children(type) {
    return type.children.map((child) => this.field(child));
  }
  #only(type) {
    return this.field(type.children[0]);
  }
  /** The format forbids null entries and null keys, and other readers refuse a Map that declares them; apache-arrow does not mind. */
  #entries(entries) {
    const [key, value] = this.#children(entries.type);
    const keys = key && new arrow.Field(key.name, key.type, false, key.metadata);
    const pair = [keys, value].filter((field) => field !== void 0);
    return new arrow.Field(entries.name, new arrow.Struct(pair), false, entries.metadata);
  }
};
function plainType(foreign) {
  const type = foreign;
  switch (foreign.typeId) {
    case arrow.Type.Null:
      return new arrow.Null();
    case arrow.Type.Bool:
      return new arrow.Bool();
    case arrow.Type.Int:
      return new arrow.Int(type.isSigned, type.bitWidth);
    case arrow.Type.Float:
      return new arrow.Float(type.precision);
    case arrow.Type.Decimal:
      return new arrow.Decimal(type.scale, type.precision, type.bitWidth);
    case arrow.Type.Utf8:
      return new arrow.Utf8();
    case arrow.Type.LargeUtf8:
      return new arrow.LargeUtf8();
    case arrow.Type.Binary:
      return new arrow.Binary();
    case arrow.Type.LargeBinary:
      return new arrow.LargeBinary();
    case arrow.Type.FixedSizeBinary:
      return new arrow.FixedSizeBinary(type.byteWidth);
    case arrow.Type.Date:
      return new arrow.Date_(type.unit);
    case arrow.Type.Time:
      return new arrow.Time(type.unit, type.bitWidth);
    case arrow.Type.Timestamp:
      return new arrow.Timestamp(type.unit, type.timezone);
    case arrow.Type.Duration:
      return new arrow.Duration(type.unit);
    case arrow.Type.Interval:
      return new arrow.Interval(type.unit);
    default:
      return void 0;
  }
}
var youngerNames = { 21: "LargeList", 23: "BinaryView", 24: "Utf8View" };
var exported = arrow;
function youngerType(foreign, children) {
  const Type4 = exported[youngerNames[foreign.typeId] ?? ""];
  if (typeof Type4 !== "function")
    throw new NativeError("not-supported", `the Arrow type ${foreign} cannot be taken in`);
  return Reflect.construct(Type4, foreign.typeId === 21 ? children() : []);
}

// ../ext-native/src/arrow/ipc-messages.ts
var kinds = { 1: "schema", 2: "dictionary", 3: "batch" };
var continuation = 4294967295;
var prefixBytes = 8;
var IpcMessageSplitter = class {
  #parts = [];
  #held = 0;
  /** Bytes needed before the next step can be taken. */
  #wanted = prefixBytes;
  /** The messages that this chunk completes. The end marker gives none. Errors: `invalid-arrow`. */
  push(chunk) {
    this.#parts.push(chunk);
    this.#held += chunk.byteLength;
    const messages = [];
    while (this.#held >= this.#wanted) {
      const bytes = this.#join();
      const size2 = messageBytes(bytes);
      if (bytes.byteLength < size2) {
        this.#wanted = size2;
        break;
      }
      this.#keep(bytes.subarray(size2));
      const kind = size2 > prefixBytes ? messageKind(bytes) : void 0;
      if (kind) messages.push({ kind, bytes: bytes.subarray(0, size2) });
    }
    return messages;
  }
  #join() {
    const [first] = this.#parts;
    if (this.#parts.length === 1 && first) return first;
    const joined2 = new Uint8Array(this.#held);
    let position = 0;
    for (const part of this.#parts) {
      joined2.set(part, position);
      position += part.byteLength;
    }
    this.#parts = [joined2];
    return joined2;
  }
  #keep(rest) {
    this.#parts = rest.byteLength > 0 ? [rest] : [];
    this.#held = rest.byteLength;
    this.#wanted = prefixBytes;
  }
};
function messageBytes(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== continuation) {
    throw new NativeError("invalid-arrow", "no message of an Arrow IPC stream begins here");
  }
  const metadataEnd = prefixBytes + view.getInt32(4, true);
  return bytes.byteLength < metadataEnd || metadataEnd === prefixBytes ? metadataEnd : metadataEnd + bodyBytes(view);
}
function messageKind(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const position = fieldPosition(view, 1);
  const kind = position === void 0 ? void 0 : kinds[view.getUint8(position)];
  if (kind === void 0)
    throw new NativeError("invalid-arrow", "the Arrow IPC stream holds a message of an unknown kind");
  return kind;
}
function bodyBytes(view) {
  const position = fieldPosition(view, 3);
  return position === void 0 ? 0 : Number(view.getBigInt64(position, true));
}
function fieldPosition(view, field) {
  const table = prefixBytes + view.getUint32(prefixBytes, true);
  const vtable = table - view.getInt32(table, true);
  const slot = 4 + 2 * field;
  if (slot >= view.getUint16(vtable, true)) return void 0;
  const offset = view.getUint16(vtable + slot, true);
  return offset === 0 ? void 0 : table + offset;
}

// ../ext-native/src/arrow/encode-batches.ts
var endOfStream = Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0);
var BatchEncoder = class {
  #schemaBytes;
  /** Begins the stream with a schema. Unnecessary where there is a batch. */
  begin(schema) {
    return this.#append(writeStream(new Table(adoptSchema(schema))));
  }
  /** The bytes of one more batch. Errors: `schema-mismatch`, `not-supported`. */
  encode(batch) {
    return this.#append(writeStream(adoptBatch(batch, adoptSchema(batch.schema))));
  }
  /** The end. Errors: `invalid-argument` if there was neither a schema nor a batch. */
  end() {
    if (!this.#schemaBytes) throw new NativeError("invalid-argument", "there is no batch, hence no schema");
    return endOfStream;
  }
  /** Takes the messages of a stream of its own into this one: the schema once. */
  #append(stream) {
    const messages = new IpcMessageSplitter().push(stream);
    const schemaBytes = messages.find((message) => message.kind === "schema")?.bytes ?? new Uint8Array();
    const rest = messages.filter((message) => message.kind !== "schema").map((message) => message.bytes);
    if (this.#schemaBytes === void 0) {
      this.#schemaBytes = schemaBytes;
      return [schemaBytes, ...rest];
    }
    if (Buffer.compare(this.#schemaBytes, schemaBytes) !== 0) {
      throw new NativeError("schema-mismatch", "the batches do not have one schema");
    }
    return rest;
  }
};
function writeStream(payload) {
  const writer = new RecordBatchStreamWriter();
  writer.write(payload);
  return writer.finish().toUint8Array(true);
}

// ../ext-native/src/arrow/is-arrow.ts
function isTable(value) {
  return hasSchema(value) && "batches" in value && Array.isArray(value.batches);
}
function isRecordBatch(value) {
  return hasSchema(value) && "numRows" in value && "data" in value && !Array.isArray(value.data);
}
function hasSchema(value) {
  return (
    typeof value === "object" &&
    value !== null &&
    "schema" in value &&
    typeof value.schema === "object" &&
    value.schema !== null &&
    "fields" in value.schema
  );
}

// ../ext-native/src/arrow/write-source.ts
async function* arrowRowsToIpc(rows) {
  if (rows instanceof Uint8Array) {
    yield rows;
    return;
  }
  const encoder = new BatchEncoder();
  let raw;
  if (isTable(rows)) yield* encoder.begin(rows.schema);
  for await (const item of itemsOf(rows)) {
    const bytes = item instanceof Uint8Array;
    if (!bytes && !isRecordBatch(item))
      throw new NativeError("invalid-argument", "a stream of rows must give record batches or bytes");
    raw ??= bytes;
    if (raw !== bytes)
      throw new NativeError("invalid-argument", "a stream of rows must give record batches or bytes, not both");
    if (bytes) yield item;
    else yield* encoder.encode(item);
  }
  if (!raw) yield encoder.end();
}
function itemsOf(rows) {
  if (isTable(rows)) return rows.batches;
  if (isRecordBatch(rows)) return [rows];
  if (typeof rows === "object" && rows !== null && (Symbol.asyncIterator in rows || Symbol.iterator in rows)) {
    return rows;
  }
  throw new NativeError(
    "invalid-argument",
    "rows to write must be Arrow data, record batches, an iterable of them, or Arrow IPC bytes",
  );
}

// ../ext-native/src/check-options.ts
function checkOptionNames(options, known2, where) {
  if (options === void 0) return;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new NativeError("invalid-option", `the options of ${where} must be an object`, {
      details: { option: where },
    });
  }
  for (const option of Object.keys(options)) {
    if (!known2.includes(option)) {
      throw new NativeError(
        "unknown-option",
        `${where} has no option ${JSON.stringify(option)}; it knows ${known2.join(", ")}`,
        {
          details: { option },
        },
      );
    }
  }
}
function checkOption(option, value, expected, passes) {
  if (value !== void 0 && !passes(value)) throw invalidOption(option, `must be ${expected}`);
}
function invalidOption(option, problem, cause) {
  return new NativeError("invalid-option", `option ${option} ${problem}`, {
    details: { option },
    ...(cause === void 0 ? {} : { cause }),
  });
}
var isText = (value) => typeof value === "string";
var isFlag = (value) => typeof value === "boolean";
var isPositiveInteger = (value) => Number.isSafeInteger(value) && value > 0;
var isCount = (value) => Number.isSafeInteger(value) && value >= 0;
function isRecordOf(passes) {
  return (value) =>
    typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every(passes);
}

// ../ext-native/src/unwrap-native.ts
function unwrapNative(outcome) {
  if (isFailure(outcome)) throw NativeError.fromFailure(outcome);
  return outcome;
}
function isFailure(outcome) {
  return typeof outcome === "object" && outcome !== null && "failureCode" in outcome;
}

// ../ext-native/src/cancellation.ts
var longestTimeoutMs = 2147483647;
var Cancellation = class {
  native;
  #error;
  #waiting = /* @__PURE__ */ new Set();
  #release = [];
  /** Errors: `aborted` or `timeout` if the signal has fired already (no native work starts), `invalid-option`. */
  constructor(addon, options = {}) {
    const { signal, timeoutMs } = options;
    checkOption("signal", signal, "an AbortSignal", (value) => typeof value?.addEventListener === "function");
    checkOption("timeoutMs", timeoutMs, `a number of milliseconds from 0 to ${longestTimeoutMs}`, isTimeout);
    if (signal?.aborted) throw errorOfSignal(signal);
    this.native = new addon.NativeCancellation();
    if (signal) this.#listen(signal);
    if (timeoutMs !== void 0) this.#startTimer(timeoutMs);
  }
  /** Why it fired, if it did. */
  get error() {
    return this.#error;
  }
  /** Fires by hand. Only the first reason counts. */
  cancel(error) {
    if (this.#error) return;
    this.#error = error;
    this.dispose();
    this.native.cancel();
    for (const reject of this.#waiting) reject(error);
    this.#waiting.clear();
  }
  /** The promise's outcome, or this cancellation's error as soon as it fires. */
  race(promise) {
    return new Promise((resolve, reject) => {
      if (this.#error) reject(this.#error);
      this.#waiting.add(reject);
      promise.then(resolve, reject).finally(() => this.#waiting.delete(reject));
    });
  }
  /** The value of a native call under way; a failure caused by this cancellation is thrown as its own error. */
  async unwrap(call) {
    const outcome = await this.race(call);
    if (this.#error) throw this.#error;
    return unwrapNative(outcome);
  }
  /** Removes the listener and the timer. Idempotent. */
  dispose() {
    for (const release of this.#release.splice(0)) release();
  }
  #listen(signal) {
    const onAbort = () => this.cancel(errorOfSignal(signal));
    signal.addEventListener("abort", onAbort, { once: true });
    this.#release.push(() => signal.removeEventListener("abort", onAbort));
  }
  #startTimer(timeoutMs) {
    const timer = setTimeout(
      () => this.cancel(new NativeError("timeout", `not done after ${timeoutMs} ms`)),
      timeoutMs,
    );
    timer.unref();
    this.#release.push(() => clearTimeout(timer));
  }
};
async function cancellable(addon, options, call) {
  const cancellation = new Cancellation(addon, options);
  try {
    return await cancellation.unwrap(call(cancellation.native));
  } finally {
    cancellation.dispose();
  }
}
function errorOfSignal(signal) {
  const reason = signal.reason;
  return reason instanceof Error && reason.name === "TimeoutError"
    ? new NativeError("timeout", "the signal timed out", { cause: reason })
    : new NativeError("aborted", "the signal was aborted", { cause: reason });
}
function isTimeout(value) {
  return typeof value === "number" && value >= 0 && value <= longestTimeoutMs;
}

// ../ext-native/src/delta-write-options.ts
var names = ["mode", "partitionBy", "targetFileBytes", "commitMetadata", "parameters", "signal", "timeoutMs"];
var modes = ["create", "append", "overwrite"];
function encodeWriteOptions(options, storageOptions) {
  checkOptionNames(options ?? {}, names, "write");
  const { mode, partitionBy, targetFileBytes, commitMetadata } = options ?? {};
  checkOption("mode", mode ?? null, modes.join(", "), (value) => modes.includes(value));
  checkOption(
    "partitionBy",
    partitionBy,
    "a list of column names",
    (value) => Array.isArray(value) && value.every(isText),
  );
  checkOption("targetFileBytes", targetFileBytes, "an integer of at least 1", isPositiveInteger);
  checkOption("commitMetadata", commitMetadata, "a record of strings", isRecordOf(isText));
  return JSON.stringify({ mode, partitionBy, targetFileBytes, commitMetadata, storageOptions });
}

// ../ext-native/src/arrow/arrow-input.ts
function arrowInputToIpc(input) {
  if (input instanceof Uint8Array) return input;
  const encoder = new BatchEncoder();
  const chunks = isTable(input) ? encoder.begin(input.schema) : [];
  for (const batch of batchesOf(input)) chunks.push(...encoder.encode(batch));
  chunks.push(encoder.end());
  return Buffer.concat(chunks);
}
function batchesOf(input) {
  if (isTable(input)) return input.batches;
  if (isRecordBatch(input)) return [input];
  if (Array.isArray(input) && input.every(isRecordBatch)) return input;
  throw new NativeError(
    "invalid-argument",
    "arrow needs a Table, a RecordBatch, a list of them, or the bytes of an Arrow IPC stream or file",
  );
}

// ../ext-native/src/storage-options.ts
function checkStorageOptions(options) {
  if (options === void 0) return;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw invalidOption("storageOptions", "must be a record of strings");
  }
  for (const [name, value] of Object.entries(options)) {
    if (typeof value !== "string")
      throw invalidOption("storageOptions", `must hold strings; ${JSON.stringify(name)} is none`);
  }
}

// ../ext-native/src/well-formed-text.ts
var loneSurrogate = /\p{Surrogate}/u;
function assertWellFormedText(text, what) {
  if (typeof text !== "string") {
    throw new NativeError("invalid-argument", `${what} must be a string, not ${text === null ? "null" : typeof text}`);
  }
  const index = text.search(loneSurrogate);
  if (index >= 0) {
    throw new NativeError(
      "invalid-argument",
      `${what} has a lone surrogate at index ${index}: it is no well-formed text`,
    );
  }
}

// ../ext-native/src/encode-table-source.ts
var fileOptions = ["storageOptions", "partitionColumns", "extension"];
var csvOptions = ["header", "delimiter", "quote", "escape", "nullValue"];
var optionsByKind = {
  delta: ["version", "timestamp", "storageOptions"],
  parquet: fileOptions,
  csv: [...fileOptions, ...csvOptions, "schemaInferRows"],
  json: [...fileOptions, "schemaInferRows"],
  arrow: [],
};
var kinds2 = Object.keys(optionsByKind);
var partitionTypes = ["utf8", "int32", "int64", "date32"];
function encodeTableSource(source) {
  const kind = kindOf(source);
  checkOptionNames(source, [kind, ...optionsByKind[kind]], `a ${kind} source`);
  if ("arrow" in source) return { json: '{"kind":"arrow"}', ipc: arrowInputToIpc(source.arrow) };
  checkStorageOptions(source.storageOptions);
  if ("delta" in source) return { json: JSON.stringify(encodeDelta(source)) };
  const files = encodeFiles(source);
  if ("csv" in source)
    return { json: JSON.stringify({ kind, paths: encodePaths(kind, source.csv), ...files, csv: encodeCsv(source) }) };
  return {
    json: JSON.stringify({ kind, paths: encodePaths(kind, "json" in source ? source.json : source.parquet), ...files }),
  };
}
function kindOf(source) {
  if (typeof source !== "object" || source === null) {
    throw invalidOption("source", `must be an object with one of ${kinds2.join(", ")}`);
  }
  const given = kinds2.filter((kind2) => Object.hasOwn(source, kind2));
  const [kind] = given;
  if (kind === void 0) throw invalidOption("source", `needs one of ${kinds2.join(", ")}`);
  if (given.length > 1) throw invalidOption(String(given[1]), `cannot stand beside ${kind}: a source is of one kind`);
  return kind;
}
function encodeDelta(source) {
  const { version, timestamp, storageOptions } = source;
  checkOption("version", version, "an integer of at least 0", isCount);
  if (version !== void 0 && timestamp !== void 0) throw invalidOption("timestamp", "cannot stand beside version");
  return {
    kind: "delta",
    uri: encodeLocation("delta", source.delta),
    version,
    timestamp: timestamp === void 0 ? void 0 : encodeTimestamp(timestamp),
    storageOptions,
  };
}
function encodeTimestamp(timestamp) {
  const time2 = typeof timestamp === "string" ? Date.parse(timestamp) : Number(timestamp);
  if (Number.isNaN(time2)) throw invalidOption("timestamp", "must be a Date or a time in ISO 8601 form");
  return new Date(time2).toISOString();
}
function encodeFiles(source) {
  const { storageOptions, partitionColumns, extension, schemaInferRows } = source;
  checkOption("extension", extension, "a string", isText);
  checkOption("schemaInferRows", schemaInferRows, "an integer of at least 1", isPositiveInteger);
  const columns = partitionColumns && Object.entries(partitionColumns);
  for (const [name, type] of columns ?? []) {
    if (!partitionTypes.includes(type)) {
      throw invalidOption(
        "partitionColumns",
        `gives ${JSON.stringify(name)} a type that is none of ${partitionTypes.join(", ")}`,
      );
    }
  }
  return {
    storageOptions,
    partitionColumns: columns?.map(([name, type]) => ({ name, type })),
    extension,
    schemaInferRows,
  };
}
function encodeCsv(source) {
  checkOption("header", source.header, "true or false", isFlag);
  checkOption("nullValue", source.nullValue, "a regular expression", isText);
  for (const option of ["delimiter", "quote", "escape"]) {
    checkOption(option, source[option], "one ASCII character", (value) => isText(value) && /^[\0-\x7f]$/.test(value));
  }
  return Object.fromEntries(csvOptions.map((option) => [option, source[option]]));
}
function encodePaths(kind, paths) {
  const list = Array.isArray(paths) ? paths : [paths];
  if (list.length === 0) throw invalidOption(kind, "needs at least one path");
  return list.map((path) => encodeLocation(kind, path));
}
function encodeLocation(option, location) {
  if (location instanceof URL) return location.href;
  if (typeof location !== "string" || location === "") throw invalidOption(option, "must be a path or a URL");
  assertWellFormedText(location, `option ${option}`);
  return location;
}

// ../ext-native/src/arrow/batch-decoder.ts
import { RecordBatchReader } from "apache-arrow";

var BatchDecoder = class {
  #splitter = new IpcMessageSplitter();
  /** Schema and dictionaries: what a batch needs to be read by itself. */
  #preamble = [];
  /** The batches that this chunk completes. They share its memory. */
  push(chunk) {
    const batches = [];
    for (const message of this.#splitter.push(chunk)) {
      if (message.kind === "batch") batches.push(this.#decode(message));
      else this.#preamble.push(message.bytes);
    }
    return batches;
  }
  #decode(message) {
    if (this.#preamble.length === 0)
      throw new NativeError("invalid-arrow", "a batch stands before the schema of its Arrow IPC stream");
    return RecordBatchReader.from([...this.#preamble, message.bytes]).next().value;
  }
};
function decodeSchema(ipc) {
  return RecordBatchReader.from(ipc).open().schema;
}

// ../ext-native/src/values/time-unit.ts
var units = ["second", "millisecond", "microsecond", "nanosecond"];
function timeUnitOf(arrowUnit) {
  const unit = units[arrowUnit];
  if (unit === void 0) throw new RangeError(`Arrow has no time unit ${arrowUnit}`);
  return unit;
}
function fractionDigits(unit) {
  return units.indexOf(unit) * 3;
}
function perSecond(unit) {
  return 10n ** BigInt(fractionDigits(unit));
}

// ../ext-native/src/values/iso-text.ts
function splitSeconds(value, unit) {
  const divisor = perSecond(unit);
  const seconds = value / divisor - (value % divisor < 0n ? 1n : 0n);
  return { seconds, rest: value - seconds * divisor };
}
function isoDate(days) {
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${isoYear(year)}-${padded(month, 2)}-${padded(day, 2)}`;
}
function isoTime(secondsOfDay, rest, unit) {
  const hours = Math.floor(secondsOfDay / 3600);
  const minutes = Math.floor(secondsOfDay / 60) % 60;
  return `${padded(hours, 2)}:${padded(minutes, 2)}:${padded(secondsOfDay % 60, 2)}${isoFraction(rest, unit)}`;
}
function isoFraction(rest, unit) {
  const digits = fractionDigits(unit);
  return digits === 0 ? "" : `.${rest.toString().padStart(digits, "0")}`;
}
function isoYear(year) {
  if (year >= 0 && year <= 9999) return padded(year, 4);
  return `${year < 0 ? "-" : "+"}${padded(Math.abs(year), 6)}`;
}
function padded(value, width) {
  return String(value).padStart(width, "0");
}

// ../ext-native/src/values/calendar-date.ts
var marker2 = /* @__PURE__ */ Symbol.for("causeway.ext-native.calendar-date");
var CalendarDate = class {
  /** Days since 1970-01-01. */
  days;
  constructor(days) {
    this.days = days;
  }
  /** @internal */
  get [marker2]() {
    return true;
  }
  /** True for a day of this class, also of another copy of this package. */
  static isInstance(value) {
    return typeof value === "object" && value !== null && marker2 in value;
  }
  /** Midnight UTC of the day. Throws a RangeError beyond what a Date can hold. */
  toDate() {
    if (!dayFitsDate(this.days)) throw new RangeError(`${this} is beyond what a Date can hold`);
    return new Date(this.days * 864e5);
  }
  /** `2024-02-29`. */
  toString() {
    return isoDate(this.days);
  }
  toJSON() {
    return this.toString();
  }
};
function dayFitsDate(days) {
  return Math.abs(days) <= 1e8;
}

// ../ext-native/src/values/decimal.ts
var marker3 = /* @__PURE__ */ Symbol.for("causeway.ext-native.decimal");
var Decimal2 = class {
  unscaled;
  /** Most digits that the column's type holds. */
  precision;
  /** Digits behind the point; negative for digits left out before it. */
  scale;
  constructor(unscaled, precision, scale) {
    this.unscaled = unscaled;
    this.precision = precision;
    this.scale = scale;
  }
  /** @internal */
  get [marker3]() {
    return true;
  }
  /** True for a decimal of this class, also of another copy of this package. */
  static isInstance(value) {
    return typeof value === "object" && value !== null && marker3 in value;
  }
  /** All digits, for example `-12.50`. */
  toString() {
    return decimalText(this.unscaled.toString(), this.scale);
  }
  /** The nearest double; digits beyond about 15 are lost. */
  toNumber() {
    return Number(this.toString());
  }
  toJSON() {
    return this.toString();
  }
};
function decimalText(unscaled, scale) {
  if (scale === 0) return unscaled;
  if (scale < 0) return unscaled === "0" ? unscaled : unscaled + "0".repeat(-scale);
  const negative = unscaled.startsWith("-");
  const digits = (negative ? unscaled.slice(1) : unscaled).padStart(scale + 1, "0");
  const point = digits.length - scale;
  return `${negative ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`;
}

// ../ext-native/src/values/time-of-day.ts
var marker4 = /* @__PURE__ */ Symbol.for("causeway.ext-native.time-of-day");
var TimeOfDay = class {
  unit;
  /** Units since midnight. */
  value;
  constructor(unit, value) {
    this.unit = unit;
    this.value = value;
  }
  /** @internal */
  get [marker4]() {
    return true;
  }
  /** True for a time of this class, also of another copy of this package. */
  static isInstance(value) {
    return typeof value === "object" && value !== null && marker4 in value;
  }
  /** `12:34:56.789`, with every digit of the unit. */
  toString() {
    const { seconds, rest } = splitSeconds(this.value, this.unit);
    return isoTime(Number(seconds), rest, this.unit);
  }
  toJSON() {
    return this.toString();
  }
};

// ../ext-native/src/values/timestamp.ts
var marker5 = /* @__PURE__ */ Symbol.for("causeway.ext-native.timestamp");
var longestDateMs = 8640000000000000n;
var Timestamp2 = class {
  unit;
  /** Units since 1970-01-01T00:00:00: UTC where there is a zone, the local clock where there is none. */
  value;
  /** The column's time zone, for example `Europe/Berlin` or `+02:00`; null: without a zone. */
  timezone;
  constructor(unit, value, timezone) {
    this.unit = unit;
    this.value = value;
    this.timezone = timezone;
  }
  /** @internal */
  get [marker5]() {
    return true;
  }
  /** True for a timestamp of this class, also of another copy of this package. */
  static isInstance(value) {
    return typeof value === "object" && value !== null && marker5 in value;
  }
  /** A `Date`, rounded down to milliseconds; without a zone the clock is read as UTC. Throws a RangeError beyond what a Date holds. */
  toDate() {
    const ms = epochMs(this.unit, this.value);
    if (!fitsDate(ms)) throw new RangeError(`${this} is beyond what a Date can hold`);
    return new Date(Number(ms));
  }
  /** ISO 8601 with every digit of the unit; in UTC and with `Z` where there is a zone. */
  toString() {
    const { seconds, rest } = splitSeconds(this.value, this.unit);
    const days = seconds / 86400n - (seconds % 86400n < 0n ? 1n : 0n);
    const clock = isoTime(Number(seconds - days * 86400n), rest, this.unit);
    return `${isoDate(Number(days))}T${clock}${this.timezone === null ? "" : "Z"}`;
  }
  toJSON() {
    return this.toString();
  }
};
function epochMs(unit, value) {
  if (unit === "second") return value * 1000n;
  const divisor = 10n ** BigInt(fractionDigits(unit) - 3);
  return value / divisor - (value % divisor < 0n ? 1n : 0n);
}
function fitsDate(ms) {
  return ms >= -longestDateMs && ms <= longestDateMs;
}

// ../ext-native/src/query-parameters.ts
var accepted = "null, boolean, number, bigint, string, Date, Uint8Array, Decimal, Timestamp, CalendarDate or TimeOfDay";
var decimalDigits = 76;
function encodeParameters(parameters2) {
  if (parameters2 === void 0) return null;
  if (Array.isArray(parameters2)) {
    const positional = Array.from(parameters2, (value, index) => encodeParameter(`$${index + 1}`, value));
    return JSON.stringify({ positional });
  }
  if (typeof parameters2 !== "object" || parameters2 === null) {
    throw new NativeError("invalid-argument", "parameters must be a list or a record");
  }
  const named = Object.entries(parameters2).map(([name, value]) => {
    assertWellFormedText(name, "the name of a parameter");
    return [name, encodeParameter(`$${name}`, value)];
  });
  return JSON.stringify({ named: Object.fromEntries(named) });
}
function encodeParameter(parameter, value) {
  switch (typeof value) {
    case "boolean":
      return { type: "boolean", value };
    case "number":
      return encodeNumber(value);
    case "bigint":
      return encodeBigInt(parameter, value);
    case "string":
      assertWellFormedText(value, `parameter ${parameter}`);
      return { type: "utf8", value };
    case "object":
      return value === null ? { type: "null" } : encodeObject(parameter, value);
    default:
      throw wrongType(parameter, accepted, typeof value);
  }
}
function encodeNumber(value) {
  if (Number.isSafeInteger(value)) return { type: "int64", value: String(value) };
  return { type: "float64", value: Number.isFinite(value) ? value : String(value) };
}
function encodeBigInt(parameter, value) {
  if (BigInt.asIntN(64, value) === value) return { type: "int64", value: String(value) };
  if (BigInt.asUintN(64, value) === value) return { type: "uint64", value: String(value) };
  throw wrongType(parameter, "an integer of 64 bits", `the bigint ${value}`);
}
function encodeObject(parameter, value) {
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw wrongType(parameter, "a valid Date", "Invalid Date");
    return { type: "timestamp-ms", value: String(value.getTime()) };
  }
  if (value instanceof Uint8Array) {
    return { type: "binary", value: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64") };
  }
  if (Decimal2.isInstance(value)) return encodeDecimal(parameter, value);
  if (Timestamp2.isInstance(value)) return encodeTimestamp2(value);
  if (CalendarDate.isInstance(value) || TimeOfDay.isInstance(value)) return { type: "utf8", value: value.toString() };
  throw wrongType(parameter, accepted, value.constructor?.name ?? "object");
}
function encodeDecimal(parameter, { unscaled, precision, scale }) {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).length;
  if (digits > decimalDigits)
    throw wrongType(parameter, `a Decimal of at most ${decimalDigits} digits`, `one of ${digits} digits`);
  return {
    type: "decimal",
    value: String(unscaled),
    precision: Math.min(Math.max(precision, digits), decimalDigits),
    scale,
  };
}
function encodeTimestamp2(timestamp) {
  const ms = epochMs(timestamp.unit, timestamp.value);
  const exact = ms * perSecond(timestamp.unit) === timestamp.value * perSecond("millisecond");
  return exact ? { type: "timestamp-ms", value: String(ms) } : { type: "utf8", value: timestamp.toString() };
}
function wrongType(parameter, expected, given) {
  return new NativeError("parameter-type", `parameter ${parameter} must be ${expected}, not ${given}`, {
    details: { parameter, expected, given },
  });
}

// ../ext-native/src/chunk-reader.ts
var ChunkReader = class {
  #native;
  #cancellation;
  #ahead;
  #closed = false;
  constructor(native, cancellation) {
    this.#native = native;
    this.#cancellation = cancellation;
  }
  /** The next chunk; undefined after the end and after `close`. Errors: what the execution failed with. */
  async next() {
    if (this.#closed) return void 0;
    try {
      const chunk = await (this.#ahead ?? this.#pull());
      if (chunk === null || this.#closed) {
        this.close();
        return void 0;
      }
      this.#ahead = this.#pull();
      this.#ahead.catch(() => {});
      return chunk;
    } catch (error) {
      const left = this.#closed;
      this.close();
      if (left) return void 0;
      throw error;
    }
  }
  /** Stops the native work. Idempotent. */
  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#ahead = void 0;
    this.#native.cancel();
    this.#cancellation.dispose();
  }
  #pull() {
    return this.#cancellation.unwrap(this.#native.next());
  }
};

// ../ext-native/src/iterate.ts
function iterate(next, close) {
  let last = Promise.resolve();
  const step = async () => {
    try {
      const value = await next();
      return value === void 0 ? { done: true, value: void 0 } : { done: false, value };
    } catch (error) {
      close();
      throw error;
    }
  };
  return {
    next() {
      const result = last.then(step);
      last = result.catch(() => {});
      return result;
    },
    async return() {
      close();
      return { done: true, value: void 0 };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

// ../ext-native/src/record-batch-stream.ts
var abandoned = new FinalizationRegistry((cancellation) => cancellation.dispose());
var RecordBatchStream = class _RecordBatchStream {
  /** The columns of the result. */
  schema;
  #native;
  #cancellation;
  #chunks;
  /** @internal The native session stops its work when it is collected, so whoever works on it holds it. */
  session;
  #use;
  constructor(native, session, cancellation, schema) {
    this.session = session;
    this.schema = schema;
    this.#native = native;
    this.#cancellation = cancellation;
    this.#chunks = new ChunkReader(native, cancellation);
    abandoned.register(this, cancellation);
  }
  /** @internal */
  static over(native, session, cancellation, schema) {
    return new _RecordBatchStream(native, session, cancellation, schema);
  }
  /** What the execution has done so far; complete once the stream has ended. */
  get report() {
    return JSON.parse(this.#native.reportJson());
  }
  /** The batches as they arrive. Errors: `result-consumed`, and what the execution fails with. */
  [Symbol.asyncIterator]() {
    this.#consume("read as record batches");
    const decoder = new BatchDecoder();
    const ready = [];
    const next = async () => {
      while (ready.length === 0) {
        const chunk = await this.#chunks.next();
        if (chunk === void 0) break;
        ready.push(...decoder.push(chunk));
      }
      return ready.shift();
    };
    return iterate(next, () => this.#chunks.close());
  }
  /** The bytes of one Arrow IPC stream as they arrive, ready to be piped. Errors: `result-consumed`, and what the execution fails with. */
  ipc() {
    this.#consume("read as bytes");
    return iterate(
      () => this.#chunks.next(),
      () => this.#chunks.close(),
    );
  }
  /** Stops the execution; a read under way rejects with `aborted`. Idempotent, and nothing happens after the end. */
  cancel() {
    this.#use ??= "cancelled";
    this.#cancellation.cancel(new NativeError("aborted", "the result was cancelled"));
    this.#native.cancel();
  }
  async [Symbol.asyncDispose]() {
    this.cancel();
  }
  #consume(use) {
    if (this.#use)
      throw new NativeError("result-consumed", `a result is read once, and this one was ${this.#use} already`);
    this.#use = use;
  }
};

// ../ext-native/src/prepared-plan.ts
var executeOptions = ["parameters", "signal", "timeoutMs"];
var PreparedPlan = class _PreparedPlan {
  /** The columns of its result, with the types that they leave the engine with. */
  schema;
  parameters;
  /** The tables that it reads. */
  scans;
  statementKind;
  /** @internal */
  native;
  #addon;
  /** The native session stops its work when it is collected, so whoever works on it holds it. */
  #session;
  constructor(native, session, addon) {
    const description = JSON.parse(native.describeJson());
    this.native = native;
    this.#addon = addon;
    this.#session = session;
    this.schema = decodeSchema(unwrapNative(native.schemaIpc()));
    this.parameters = description.parameters;
    this.scans = description.scans;
    this.statementKind = description.statementKind;
  }
  /** @internal */
  static over(native, session, addon) {
    return new _PreparedPlan(native, session, addon);
  }
  /**
   * Starts an execution. `signal` and `timeoutMs` hold until its stream has ended.
   *
   * Errors: `parameter-missing`, `parameter-extra`, `parameter-type`, `aborted`, `timeout`, `session-closed`, and others of the engine.
   */
  async execute(options = {}) {
    checkOptionNames(options, executeOptions, "execute");
    const parameters2 = encodeParameters(options.parameters);
    const cancellation = new Cancellation(this.#addon, options);
    try {
      const stream = await cancellation.unwrap(this.native.execute(parameters2, cancellation.native));
      return RecordBatchStream.over(stream, this.#session, cancellation, this.schema);
    } catch (error) {
      cancellation.dispose();
      throw error;
    }
  }
  /** The plans of the statement. Errors: as `execute`. */
  async explain(options = {}) {
    checkOptionNames(options, [...executeOptions, "analyze"], "explain");
    checkOption("analyze", options.analyze, "true or false", isFlag);
    const parameters2 = encodeParameters(options.parameters);
    const analyze = options.analyze === true;
    const json = await cancellable(this.#addon, options, (cancellation) =>
      this.native.explain(analyze, parameters2, cancellation),
    );
    return JSON.parse(json);
  }
};

// ../ext-native/src/delta-table.ts
var DeltaTable = class _DeltaTable {
  /** As it was given. */
  uri;
  #native;
  #addon;
  #storageOptions;
  constructor(native, addon, uri, storageOptions) {
    this.uri = uri;
    this.#native = native;
    this.#addon = addon;
    this.#storageOptions = storageOptions;
  }
  /** @internal */
  static over(native, addon, uri, storageOptions) {
    return new _DeltaTable(native, addon, uri, storageOptions);
  }
  /**
   * The table at a version, as of a time, or (neither given) as it is now.
   *
   * Errors: `not-a-delta-table`, `version-not-found`, `timestamp-out-of-range`, `unsupported-delta-feature`, `storage-error`, `invalid-option`, `session-closed`.
   */
  async describe(options = {}) {
    checkOptionNames(options, ["version", "timestamp"], "describe");
    const source = {
      delta: this.uri,
      ...options,
      ...(this.#storageOptions && { storageOptions: this.#storageOptions }),
    };
    return JSON.parse(unwrapNative(await this.#native.describeDelta(encodeTableSource(source).json)));
  }
  /**
   * Writes rows as one commit; nothing is committed if the write fails or is aborted. Rows stream through:
   * a source is asked for more only when the writer has room.
   *
   * Errors: `table-exists`, `commit-conflict`, `schema-mismatch`, `storage-error`, `invalid-arrow`, `aborted`, `timeout`, …; what the source itself throws comes as it is.
   */
  async write(source, options) {
    const json = encodeWriteOptions(options, this.#storageOptions);
    if (source instanceof PreparedPlan) return this.#writePlan(source, json, options);
    return this.#writeRows(source, json, options);
  }
  async #writePlan(plan, json, options) {
    const parameters2 = encodeParameters(options.parameters);
    const report = await cancellable(this.#addon, options, (cancellation) =>
      plan.native.writeDelta(this.uri, json, parameters2, cancellation),
    );
    return JSON.parse(report);
  }
  async #writeRows(source, json, options) {
    const cancellation = new Cancellation(this.#addon, options);
    const rows = source instanceof RecordBatchStream ? source.ipc() : arrowRowsToIpc(source);
    let writer;
    try {
      writer = await cancellation.unwrap(this.#native.openDeltaWriter(this.uri, json, cancellation.native));
      for (;;) {
        const { done, value } = await cancellation.race(rows.next());
        if (done) break;
        await cancellation.unwrap(writer.write(value));
      }
      return JSON.parse(await cancellation.unwrap(writer.finish()));
    } catch (error) {
      void rows.return?.().catch(() => {});
      await writer?.abort();
      throw error;
    } finally {
      cancellation.dispose();
    }
  }
};

// ../ext-native/src/engine-options.ts
var permissions = ["ddl", "dml", "copy", "set", "external-table"];
var counts = ["threads", "targetPartitions", "batchRows", "memoryLimitBytes", "spillLimitBytes"];
var names2 = [...counts, "memoryPool", "spillDirectory", "settings", "allow"];
function encodeEngineOptions(options = {}) {
  checkOptionNames(options, names2, "EngineSession.open");
  for (const option of counts) checkOption(option, options[option], "an integer of at least 1", isPositiveInteger);
  checkOption(
    "memoryPool",
    options.memoryPool,
    '"fair" or "greedy"',
    (value) => value === "fair" || value === "greedy",
  );
  checkOption("spillDirectory", options.spillDirectory, "a path", isText);
  checkOption("settings", options.settings, "a record of strings, numbers and booleans", isRecordOf(isSetting));
  const { allow } = options;
  if (allow !== void 0 && !(Array.isArray(allow) && allow.every((permission) => permissions.includes(permission)))) {
    throw invalidOption("allow", `must be a list of ${permissions.join(", ")}`);
  }
  return JSON.stringify(options);
}
function isSetting(value) {
  return typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}

// ../ext-native/src/engine-session.ts
var EngineSession = class _EngineSession {
  #native;
  #addon;
  constructor(native, addon) {
    this.#native = native;
    this.#addon = addon;
  }
  /** Opens a session, in about a millisecond. Errors: `addon-missing`, `unknown-option`, `invalid-option`, `unknown-setting`, `invalid-setting`, `spill-failed`. */
  static open(options) {
    const json = encodeEngineOptions(options);
    const addon = loadAddon();
    return new _EngineSession(unwrapNative(addon.NativeSession.open(json)), addon);
  }
  /**
   * Registers a table under a name, which is exact, as a quoted identifier is.
   *
   * Errors: `table-exists`, `file-not-found`, `file-unreadable`, `not-a-delta-table`, `version-not-found`, `timestamp-out-of-range`,
   * `unsupported-delta-feature`, `storage-error`, `storage-options-conflict`, `invalid-arrow`, `unknown-option`, `invalid-option`, `session-closed`.
   */
  async registerTable(name, source) {
    assertWellFormedText(name, "the name of a table");
    const { json, ipc } = encodeTableSource(source);
    return JSON.parse(unwrapNative(await this.#native.registerTable(name, json, ipc)));
  }
  /** Forgets a table; false if there was none. Statements that are prepared already keep it. */
  async deregisterTable(name) {
    assertWellFormedText(name, "the name of a table");
    return unwrapNative(await this.#native.deregisterTable(name));
  }
  /** The registered tables by name. */
  tables() {
    return JSON.parse(unwrapNative(this.#native.listTables()));
  }
  /**
   * Plans one SQL statement and runs nothing.
   *
   * Errors: `syntax-error`, `unknown-table`, `unknown-column`, `unknown-function`, `ambiguous-column`, `type-mismatch`, `statement-refused`,
   * `query-too-deep`, `query-too-large`, `aborted`, `timeout`, `session-closed`, …, with `details.position` where it is known.
   */
  async prepare(sql2, options = {}) {
    assertWellFormedText(sql2, "the SQL text");
    checkOptionNames(options, ["signal", "timeoutMs"], "prepare");
    const plan = await cancellable(this.#addon, options, (cancellation) => this.#native.prepare(sql2, cancellation));
    return PreparedPlan.over(plan, this.#native, this.#addon);
  }
  /** A Delta table, or the place of one to be, to write and to describe. Reads nothing yet. */
  delta(uri, options = {}) {
    const text = uri instanceof URL ? uri.href : uri;
    assertWellFormedText(text, "the location of a Delta table");
    checkOptionNames(options, ["storageOptions"], "delta");
    checkStorageOptions(options.storageOptions);
    return DeltaTable.over(this.#native, this.#addon, text, options.storageOptions);
  }
  /** Stops what is under way, waits for it, and frees everything. Idempotent. Later calls reject with `session-closed`. */
  async close() {
    unwrapNative(await this.#native.close());
  }
  async [Symbol.asyncDispose]() {
    await this.close();
  }
};

// ../ext-native/src/row-views/build-rows.ts
function uniqueNames(names3) {
  const taken = new Set(names3);
  const seen = /* @__PURE__ */ new Set();
  return names3.map((name) => {
    if (!seen.has(name)) {
      seen.add(name);
      return name;
    }
    let number = 2;
    while (taken.has(`${name}_${number}`)) number++;
    const free = `${name}_${number}`;
    taken.add(free);
    return free;
  });
}
function emptyRow(names3) {
  const row = {};
  for (const name of names3)
    Object.defineProperty(row, name, { value: null, writable: true, enumerable: true, configurable: true });
  return row;
}
function buildRows(names3, columns, length) {
  const template = emptyRow(names3);
  const rows = new Array(length);
  const width = names3.length;
  for (let index = 0; index < length; index++) {
    const row = { ...template };
    for (let column = 0; column < width; column++) {
      row[names3[column]] = columns[column][index];
    }
    rows[index] = row;
  }
  return rows;
}

// ../ext-native/src/row-views/decoder-of-type.ts
import { Type as Type3 } from "apache-arrow";

// ../ext-native/src/row-views/column-decoder.ts
function decodeEach(data, start, end, read) {
  const values = new Array(end - start);
  if (data.nullCount === 0) {
    for (let index = start; index < end; index++) values[index - start] = read(index);
    return values;
  }
  const { nullBitmap: bitmap, offset } = data;
  for (let index = start; index < end; index++) {
    const bit = offset + index;
    const valid = (bitmap[bit >> 3] >> (bit & 7)) & 1;
    values[index - start] = valid ? read(index) : null;
  }
  return values;
}

// ../ext-native/src/row-views/decode-decimals.ts
function decimalDecoder(type, mode) {
  const { precision, scale, bitWidth } = type;
  const make =
    mode === "lossless"
      ? (unscaled) => new Decimal2(unscaled, precision, scale)
      : (unscaled) => decimalText(unscaled.toString(), scale);
  return (data, start, end) => {
    const unscaled = unscaledReader(data.values, bitWidth);
    return decodeEach(data, start, end, (index) => make(unscaled(index)));
  };
}
function unscaledReader(values, bitWidth) {
  if (bitWidth === 32) return (index) => BigInt(values[index] | 0);
  const words = wordsOf(values);
  if (bitWidth === 64) return (index) => words[index];
  if (bitWidth === 128) {
    return (index) => {
      const low = words[2 * index];
      const high = words[2 * index + 1];
      return high === low >> 63n ? low : (high << 64n) | BigInt.asUintN(64, low);
    };
  }
  return (index) => {
    let value = words[4 * index + 3];
    for (let word = 2; word >= 0; word--) value = (value << 64n) | BigInt.asUintN(64, words[4 * index + word]);
    return value;
  };
}
function wordsOf(values) {
  const aligned = values.byteOffset % 8 === 0 ? values : values.slice();
  return new BigInt64Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 3);
}

// ../ext-native/src/row-views/decode-indirect.ts
function dictionaryDecoder(decodeValue) {
  return (data, start, end) => {
    const words = (data.dictionary?.data ?? []).flatMap((chunk) => Array.from(decodeValue(chunk, 0, chunk.length)));
    const keys = data.values;
    return decodeEach(data, start, end, (index) => words[Number(keys[index])]);
  };
}
function unionDecoder(type, decoders, mode) {
  const names3 = type.children.map((child) => child.name);
  return (data, start, end) => {
    const members = decoders.map((decode, child) => {
      const values = data.children[child];
      return decode(values, 0, values.length);
    });
    const { typeIds, valueOffsets } = data;
    return Array.from({ length: end - start }, (_, position) => {
      const index = start + position;
      const member = type.typeIdToChildIndex[typeIds[index]];
      const value = members[member]?.[type.mode === 1 ? valueOffsets[index] : index];
      return mode === "lossless" ? { member: names3[member], value } : value;
    });
  };
}

// ../ext-native/src/row-views/decode-text.ts
import { isAscii } from "node:buffer";

var shortestSlice = 13;
var decodeText = (data, start, end) => {
  const bytes = bufferOf(data);
  const offsets = plainOffsets(data.valueOffsets);
  const first = offsets[start] ?? 0;
  const last = offsets[end] ?? 0;
  if (!isAscii(bytes.subarray(first, last))) {
    return decodeEach(data, start, end, (index) => bytes.toString("utf8", offsets[index], offsets[index + 1]));
  }
  if (last - first >= shortestSlice * (end - start)) {
    return decodeEach(data, start, end, (index) => bytes.toString("latin1", offsets[index], offsets[index + 1]));
  }
  const whole = bytes.toString("latin1", first, last);
  return decodeEach(data, start, end, (index) => {
    const from = offsets[index];
    const to = offsets[index + 1];
    return to - from < shortestSlice ? whole.substring(from - first, to - first) : bytes.toString("latin1", from, to);
  });
};
function bytesDecoder(mode) {
  const copy = byteReader(mode);
  return (data, start, end) => {
    const bytes = bufferOf(data);
    const offsets = plainOffsets(data.valueOffsets);
    return decodeEach(data, start, end, (index) => copy(bytes, offsets[index], offsets[index + 1]));
  };
}
function fixedBytesDecoder(byteWidth, mode) {
  const copy = byteReader(mode);
  return (data, start, end) => {
    const bytes = bufferOf(data);
    return decodeEach(data, start, end, (index) => copy(bytes, index * byteWidth, (index + 1) * byteWidth));
  };
}
function viewDecoder(kind, mode) {
  const read = kind === "text" ? (bytes, from, to) => bytes.toString("utf8", from, to) : byteReader(mode);
  return (data, start, end) => {
    const views = bufferOf(data);
    const buffers = data.variadicBuffers.map(asBuffer);
    return decodeEach(data, start, end, (index) => {
      const position = 16 * index;
      const length = views.readInt32LE(position);
      if (length <= 12) return read(views, position + 4, position + 4 + length);
      const from = views.readInt32LE(position + 12);
      return read(buffers[views.readInt32LE(position + 8)], from, from + length);
    });
  };
}
function byteReader(mode) {
  return mode === "json"
    ? (bytes, from, to) => bytes.toString("base64", from, to)
    : (bytes, from, to) => new Uint8Array(bytes.subarray(from, to));
}
function bufferOf(data) {
  return asBuffer(data.values);
}
function asBuffer(bytes) {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
function plainOffsets(offsets) {
  return offsets instanceof BigInt64Array ? Float64Array.from(offsets, Number) : offsets;
}

// ../ext-native/src/row-views/decode-nested.ts
function listDecoder(decodeItem) {
  return (data, start, end) => {
    const offsets = plainOffsets(data.valueOffsets);
    const first = offsets[start] ?? 0;
    const items = plain(decodeItem(childOf(data, 0), first, offsets[end] ?? 0));
    return decodeEach(data, start, end, (index) => items.slice(offsets[index] - first, offsets[index + 1] - first));
  };
}
function fixedSizeListDecoder(listSize, decodeItem) {
  return (data, start, end) => {
    const items = plain(decodeItem(childOf(data, 0), start * listSize, end * listSize));
    return decodeEach(data, start, end, (index) =>
      items.slice((index - start) * listSize, (index - start + 1) * listSize),
    );
  };
}
function structDecoder(fields, decoders) {
  const names3 = uniqueNames(fields.map((field) => field.name));
  return (data, start, end) => {
    const columns = decoders.map((decode, child) => decode(childOf(data, child), start, end));
    const rows = buildRows(names3, columns, end - start);
    return data.nullCount === 0 ? rows : decodeEach(data, start, end, (index) => rows[index - start]);
  };
}
function mapDecoder(keysAreText, decodeKey, decodeValue, mode) {
  const make = mode !== "json" ? toMap : keysAreText ? toObject : (entries) => entries;
  return (data, start, end) => {
    const offsets = plainOffsets(data.valueOffsets);
    const first = offsets[start] ?? 0;
    const pairs = childOf(data, 0);
    const keys = decodeKey(childOf(pairs, 0), first, offsets[end] ?? 0);
    const values = decodeValue(childOf(pairs, 1), first, offsets[end] ?? 0);
    return decodeEach(data, start, end, (index) => {
      const entries = [];
      for (let entry = offsets[index]; entry < offsets[index + 1]; entry++) {
        entries.push([keys[entry - first], values[entry - first]]);
      }
      return make(entries);
    });
  };
}
function toMap(entries) {
  const map = new Map(entries);
  if (map.size < entries.length) throw repeatedKey();
  return map;
}
function toObject(entries) {
  const object = Object.fromEntries(entries);
  if (Object.keys(object).length < entries.length) throw repeatedKey();
  return object;
}
function repeatedKey() {
  return new NativeError("invalid-arrow", "a value of a Map column has the same key twice");
}
function childOf(data, index) {
  const child = data.children[index];
  if (!child) throw new NativeError("invalid-arrow", `a column of type ${data.type} lacks its child ${index}`);
  return child;
}
function plain(values) {
  return Array.isArray(values) ? values : Array.from(values);
}

// ../ext-native/src/row-views/decode-numbers.ts
var decodeFixedWidth = (data, start, end) => {
  const values = data.values;
  if (data.nullCount === 0) return values.subarray(start, end);
  return decodeEach(data, start, end, (index) => values[index]);
};
function integerDecoder(bitWidth, mode) {
  if (bitWidth < 64) return decodeFixedWidth;
  if (mode === "lossless") return decodeBigIntegers;
  return mode === "js" ? numberDecoder((value) => value) : numberDecoder(String);
}
var decodeBigIntegers = (data, start, end) => {
  const values = data.values;
  if (data.nullCount === 0) return values.subarray(start, end);
  return decodeEach(data, start, end, (index) => values[index]);
};
function numberDecoder(fromUnsafe) {
  return (data, start, end) => {
    const values = data.values;
    const halves = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
    const signed = values instanceof BigInt64Array;
    return decodeEach(data, start, end, (index) => {
      const high = halves[2 * index + 1];
      const value = (signed ? high | 0 : high) * 4294967296 + halves[2 * index];
      return Number.isSafeInteger(value) ? value : fromUnsafe(values[index]);
    });
  };
}
function floatDecoder(precision, mode) {
  const decode = precision === 0 ? decodeHalves : decodeFixedWidth;
  if (mode !== "json") return decode;
  return (data, start, end) => {
    const numbers = decode(data, start, end);
    return Array.from(numbers, (value) => (value === null || Number.isFinite(value) ? value : String(value)));
  };
}
var decodeHalves = (data, start, end) => {
  const values = data.values;
  return decodeEach(data, start, end, (index) => halfToNumber(values[index]));
};
function halfToNumber(half) {
  const sign = half & 32768 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
var decodeBooleans = (data, start, end) => {
  const { values, offset } = data;
  return decodeEach(data, start, end, (index) => {
    const bit = offset + index;
    return ((values[bit >> 3] >> (bit & 7)) & 1) === 1;
  });
};

// ../ext-native/src/values/duration.ts
var Duration2 = class {
  unit;
  value;
  constructor(unit, value) {
    this.unit = unit;
    this.value = value;
  }
  /** The nearest double; beyond 2^53 units digits are lost. */
  toMilliseconds() {
    return this.unit === "second"
      ? Number(this.value) * 1e3
      : Number(this.value) / (Number(perSecond(this.unit)) / 1e3);
  }
  /** ISO 8601 in seconds, with every digit of the unit: `PT90061.500S`, `-PT1S`. */
  toString() {
    const negative = this.value < 0n;
    const { seconds, rest } = splitSeconds(negative ? -this.value : this.value, this.unit);
    return `${negative ? "-" : ""}PT${seconds}${isoFraction(rest, this.unit)}S`;
  }
  toJSON() {
    return this.toString();
  }
};

// ../ext-native/src/values/interval.ts
var Interval2 = class {
  months;
  days;
  nanoseconds;
  constructor(months, days, nanoseconds) {
    this.months = months;
    this.days = days;
    this.nanoseconds = nanoseconds;
  }
  /** ISO 8601 with a sign for each part: `P1M-2DT3.5S`, `PT0S`. */
  toString() {
    const months = this.months === 0 ? "" : `${this.months}M`;
    const days = this.days === 0 ? "" : `${this.days}D`;
    const time2 = this.nanoseconds === 0n ? "" : `T${secondsText(this.nanoseconds)}S`;
    return months + days + time2 === "" ? "PT0S" : `P${months}${days}${time2}`;
  }
  toJSON() {
    return this.toString();
  }
};
function secondsText(nanoseconds) {
  const negative = nanoseconds < 0n;
  const { seconds, rest } = splitSeconds(negative ? -nanoseconds : nanoseconds, "nanosecond");
  const fraction = rest === 0n ? "" : `.${rest.toString().padStart(9, "0").replace(/0+$/, "")}`;
  return `${negative ? "-" : ""}${seconds}${fraction}`;
}

// ../ext-native/src/row-views/decode-times.ts
function dateDecoder(unit, mode) {
  if (unit === 1) return timestampDecoder(1, null, mode);
  return (data, start, end) => {
    const days = data.values;
    return decodeEach(data, start, end, dayReader(days, mode));
  };
}
function dayReader(days, mode) {
  if (mode === "json") return (index) => isoDate(days[index]);
  const lossless = (index) => new CalendarDate(days[index]);
  if (mode === "lossless") return lossless;
  return (index) => (dayFitsDate(days[index]) ? new Date(days[index] * 864e5) : lossless(index));
}
function timestampDecoder(arrowUnit, timezone, mode) {
  const unit = timeUnitOf(arrowUnit);
  const lossless = (value) => new Timestamp2(unit, value, timezone);
  return bigintDecoder(
    {
      lossless,
      js: (value) => {
        const ms = epochMs(unit, value);
        return fitsDate(ms) ? new Date(Number(ms)) : lossless(value);
      },
      json: (value) => lossless(value).toString(),
    }[mode],
  );
}
function timeDecoder(arrowUnit, mode) {
  const unit = timeUnitOf(arrowUnit);
  const lossless = (value) => new TimeOfDay(unit, value);
  return bigintDecoder(mode === "lossless" ? lossless : (value) => lossless(value).toString());
}
function durationDecoder(arrowUnit, mode) {
  const unit = timeUnitOf(arrowUnit);
  const lossless = (value) => new Duration2(unit, value);
  return bigintDecoder(
    {
      lossless,
      js: (value) => lossless(value).toMilliseconds(),
      json: (value) => lossless(value).toString(),
    }[mode],
  );
}
function intervalDecoder(unit, mode) {
  return (data, start, end) => {
    const values = data.values;
    const width = [1, 2, 4][unit] ?? 4;
    if (values.length < width * data.length)
      throw new NativeError("not-supported", "this slice of an interval column is cut short");
    const read = intervalReader(values, unit);
    return decodeEach(data, start, end, mode === "json" ? (index) => read(index).toString() : read);
  };
}
function intervalReader(values, unit) {
  const at2 = (index) => values[index];
  if (unit === 0) return (index) => new Interval2(at2(index), 0, 0n);
  if (unit === 1) return (index) => new Interval2(0, at2(2 * index), BigInt(at2(2 * index + 1)) * 1000000n);
  return (index) => {
    const nanoseconds = (BigInt(at2(4 * index + 3)) << 32n) | BigInt(at2(4 * index + 2) >>> 0);
    return new Interval2(at2(4 * index), at2(4 * index + 1), nanoseconds);
  };
}
function bigintDecoder(make) {
  return (data, start, end) => {
    const values = data.values;
    return decodeEach(data, start, end, (index) => make(BigInt(values[index])));
  };
}

// ../ext-native/src/row-views/decoder-of-type.ts
var decodeNulls = (_data, start, end) => new Array(end - start).fill(null);
function decoderOfType(type, mode) {
  const shape = type;
  const child = (index) => decoderOfType(shape.children[index].type, mode);
  const children = () => shape.children.map((field) => decoderOfType(field.type, mode));
  switch (type.typeId) {
    case Type3.Null:
      return decodeNulls;
    case Type3.Bool:
      return decodeBooleans;
    case Type3.Int:
      return integerDecoder(shape.bitWidth, mode);
    case Type3.Float:
      return floatDecoder(shape.precision, mode);
    case Type3.Decimal:
      return decimalDecoder(shape, mode);
    case Type3.Utf8:
    case Type3.LargeUtf8:
      return decodeText;
    case Type3.Binary:
    case Type3.LargeBinary:
      return bytesDecoder(mode);
    case Type3.FixedSizeBinary:
      return fixedBytesDecoder(shape.byteWidth, mode);
    case Type3.Date:
      return dateDecoder(shape.unit, mode);
    case Type3.Time:
      return timeDecoder(shape.unit, mode);
    case Type3.Timestamp:
      return timestampDecoder(shape.unit, shape.timezone ?? null, mode);
    case Type3.Duration:
      return durationDecoder(shape.unit, mode);
    case Type3.Interval:
      return intervalDecoder(shape.unit, mode);
    case Type3.List:
    case largeList:
      return listDecoder(child(0));
    case Type3.FixedSizeList:
      return fixedSizeListDecoder(shape.listSize, child(0));
    case Type3.Struct:
      return structDecoder(shape.children, children());
    case Type3.Map:
      return mapOf(shape, mode);
    case Type3.Union:
      return unionDecoder(shape, children(), mode);
    case Type3.Dictionary:
      return dictionaryDecoder(decoderOfType(shape.dictionary, mode));
    case binaryView:
      return viewDecoder("bytes", mode);
    case utf8View:
      return viewDecoder("text", mode);
    default:
      throw new NativeError("not-supported", `values of the Arrow type ${type} cannot be read`);
  }
}
var largeList = 21;
var binaryView = 23;
var utf8View = 24;
function mapOf(shape, mode) {
  const [key, value] = shape.children[0]?.type?.children ?? [];
  if (!key || !value) throw new NativeError("invalid-arrow", "a Map type lacks its key or its value");
  const keysAreText = key.type.typeId === Type3.Utf8 || key.type.typeId === Type3.LargeUtf8;
  return mapDecoder(keysAreText, decoderOfType(key.type, mode), decoderOfType(value.type, mode), mode);
}

// ../ext-native/src/row-views/decode-column.ts
function decodeColumn(batch, field, index, mode) {
  const data = batch.data.children[index];
  if (!data)
    throw new NativeError("invalid-arrow", `the batch lacks column ${index}`, { details: { column: field.name } });
  try {
    return decoderOfType(field.type, mode)(data, 0, batch.numRows);
  } catch (error) {
    if (!NativeError.isInstance(error)) throw error;
    const message = error.message.slice(error.code.length + 2);
    throw new NativeError(error.code, `column ${JSON.stringify(field.name)}: ${message}`, {
      details: { ...error.details, column: field.name },
      cause: error,
    });
  }
}

// ../ext-native/src/row-views/row-mode.ts
function assertRowMode(mode) {
  if (mode !== "lossless" && mode !== "js" && mode !== "json") {
    throw new NativeError("invalid-option", `mode must be "lossless", "js" or "json", not ${JSON.stringify(mode)}`, {
      details: { option: "mode" },
    });
  }
}

// ../ext-native/src/row-views/read-columns.ts
function readColumns(batches, mode = "lossless") {
  assertRowMode(mode);
  const list = Array.isArray(batches) ? batches : [batches];
  const fields = list[0]?.schema.fields ?? [];
  const names3 = uniqueNames(fields.map((field) => field.name));
  const columns = emptyRow(names3);
  for (const [index, field] of fields.entries()) {
    const parts = list.map((batch) => {
      if (batch.schema.fields[index]?.name !== field.name || batch.schema.fields.length !== fields.length) {
        throw new NativeError("schema-mismatch", "the batches do not have one schema", {
          details: { column: field.name },
        });
      }
      return decodeColumn(batch, field, index, mode);
    });
    columns[names3[index]] = mode === "json" ? parts.flatMap((part) => Array.from(part)) : joined(parts);
  }
  return columns;
}
function joined(parts) {
  const [first] = parts;
  if (first !== void 0 && parts.length === 1) return first;
  if (!ArrayBuffer.isView(first) || parts.some((part) => part.constructor !== first.constructor)) {
    return parts.flatMap((part) => Array.from(part));
  }
  const TypedArray = first.constructor;
  const whole = new TypedArray(parts.reduce((length, part) => length + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}

// ../ext-native/src/row-views/read-rows.ts
function readRows(batch, mode = "lossless") {
  assertRowMode(mode);
  const { fields } = batch.schema;
  const columns = fields.map((field, index) => decodeColumn(batch, field, index, mode));
  const names3 = uniqueNames(fields.map((field) => field.name));
  return buildRows(names3, columns, batch.numRows);
}

// ../ext-native/src/validate-row.ts
function validateRow(schema, row, index) {
  const result = schema["~standard"].validate(row);
  return result instanceof Promise ? result.then((settled) => outputOf(settled, index)) : outputOf(result, index);
}
function outputOf(result, index) {
  if (!result.issues) return result.value;
  const [first] = result.issues;
  throw new NativeError(
    "row-invalid",
    `row ${index} does not fit the schema: ${first ? describe(first) : "no reason is given"}`,
    {
      details: { row: index, issues: result.issues },
    },
  );
}
function describe(issue) {
  const path = issue.path?.map((step) => String(typeof step === "object" ? step.key : step)).join(".");
  return path ? `${path}: ${issue.message}` : issue.message;
}

// ../sql-preflight/src/preflight-error.ts
var marker6 = /* @__PURE__ */ Symbol.for("causeway.sql-preflight.error");
var PreflightError = class extends Error {
  name = "PreflightError";
  code;
  constructor(code, text, options) {
    super(`${code}: ${text}`, options);
    this.code = code;
    Object.defineProperty(this, marker6, { value: true });
  }
  /** True for an error of this class, whichever copy of the package made it. */
  static isInstance(value) {
    return typeof value === "object" && value !== null && marker6 in value;
  }
};

// ../sql-preflight/src/statement-kind.ts
var statementKinds = [
  "query",
  "explain",
  "describe",
  "dml",
  "ddl",
  "copy",
  "set",
  "external-table",
  "transaction",
  "prepared-statement",
  "other",
];

// ../sql-preflight/src/preflight-policy.ts
var readOnlyPolicy = { statements: ["query", "explain", "describe"], tables: "registered" };
function completePolicy(policy = {}) {
  const unknownKey = Object.keys(policy).find((key) => key !== "statements" && key !== "tables");
  if (unknownKey !== void 0) throw new PreflightError("invalid-policy", `${unknownKey} is no rule of a policy`);
  const { statements = readOnlyPolicy.statements, tables = readOnlyPolicy.tables } = policy;
  if (!Array.isArray(statements)) throw new PreflightError("invalid-policy", "statements is no list of kinds");
  const unknownKind = statements.find((kind) => !statementKinds.includes(kind));
  if (unknownKind !== void 0) throw new PreflightError("invalid-policy", `${unknownKind} is no kind of statement`);
  if (tables !== "registered" && !(Array.isArray(tables) && tables.every((table) => typeof table === "string"))) {
    throw new PreflightError("invalid-policy", 'tables is neither "registered" nor a list of names');
  }
  return { statements: [...statements], tables: typeof tables === "string" ? tables : [...tables] };
}
function judgeByPolicy(findings, policy, registered) {
  return [...judgeStatement(findings, policy), ...judgeTables(findings, policy, registered)];
}
function judgeStatement({ diagnostics, statementKind }, { statements }) {
  if (statementKind !== void 0 && statements.includes(statementKind)) return [];
  if (diagnostics.some(({ code, severity }) => code === "statement-not-allowed" && severity === "error")) return [];
  if (statementKind === void 0 && diagnostics.some(({ severity }) => severity === "error")) return [];
  const kind = statementKind ?? "unknown";
  const message = `A statement of kind ${kind} is not allowed; allowed are ${statements.join(", ") || "none"}.`;
  return [{ code: "statement-not-allowed", severity: "error", message, culprit: kind }];
}
function judgeTables({ diagnostics, tables }, policy, registered) {
  const unknown = new Set(diagnostics.filter(({ code }) => code === "unknown-table").map(({ culprit }) => culprit));
  return [...new Set(tables)]
    .filter((table) => !unknown.has(table))
    .filter(
      (table) => !registered.includes(table) || (policy.tables !== "registered" && !policy.tables.includes(table)),
    )
    .map((table) => ({
      code: "table-not-allowed",
      severity: "error",
      message: registered.includes(table)
        ? `The policy does not allow the table ${table}.`
        : `The table ${table} is not registered.`,
      culprit: table,
    }));
}

// ../sql-preflight/src/verdict-store.ts
import { createHash } from "node:crypto";

var verdictVersion = 1;
function verdictKey({ sql: sql2, policy, tables, fingerprint }) {
  const allowed = policy.tables === "registered" ? "registered" : [...policy.tables].sort();
  const parts = [verdictVersion, sql2, [...policy.statements].sort(), allowed, [...tables].sort(), fingerprint];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

// ../sql-preflight/src/create-preflight.ts
function createPreflight(options) {
  if (typeof options?.planDryRun !== "function") {
    throw new PreflightError("dry-run-missing", "there is nothing to judge by: give the planner's planDryRun");
  }
  return new PolicyPreflight(options.planDryRun, completePolicy(options.policy), options.verdicts);
}
var PolicyPreflight = class {
  #planDryRun;
  #policy;
  #verdicts;
  #checks = /* @__PURE__ */ new Set();
  #closed = false;
  constructor(planDryRun, policy, verdicts) {
    this.#planDryRun = planDryRun;
    this.#policy = policy;
    this.#verdicts = verdicts;
  }
  async check(sql2, context) {
    if (this.#closed) throw new PreflightError("preflight-closed", "the preflight is closed");
    checkArguments(sql2, context);
    if (context.signal?.aborted) throw abortedError(context.signal.reason);
    const check2 = this.#judge(sql2, context);
    this.#checks.add(check2);
    try {
      const report = await check2;
      recordReport(report, context);
      return report;
    } finally {
      this.#checks.delete(check2);
    }
  }
  async #judge(sql2, context) {
    const startMs = performance.now();
    const { tables, fingerprint } = context;
    const verdicts = fingerprint === void 0 ? void 0 : this.#verdicts;
    const key = fingerprint === void 0 ? "" : verdictKey({ sql: sql2, policy: this.#policy, tables, fingerprint });
    const kept = await tryStore("read", () => verdicts?.get(key));
    if (kept.value !== void 0) {
      return { ...kept.value, checkedBy: "kept-verdict", timings: { totalMs: performance.now() - startMs } };
    }
    const dryRunStartMs = performance.now();
    const findings = await dryRun(context.planDryRun ?? this.#planDryRun, sql2, context.signal);
    const dryRunMs = performance.now() - dryRunStartMs;
    const diagnostics = [...findings.diagnostics, ...judgeByPolicy(findings, this.#policy, tables)];
    const timings = { dryRunMs, totalMs: performance.now() - startMs };
    const report = makeReport(findings, diagnostics, timings);
    const stored = await tryStore("written", () => verdicts?.set(key, report));
    const failures = [...kept.failures, ...stored.failures];
    return failures.length === 0 ? report : { ...report, diagnostics: [...diagnostics, ...failures] };
  }
  async close() {
    this.#closed = true;
    await Promise.allSettled(this.#checks);
  }
  [Symbol.asyncDispose]() {
    return this.close();
  }
};
function makeReport(findings, diagnostics, timings) {
  const { statementKind, tables, columns, parameters: parameters2, outputColumns, normalizedSql } = findings;
  return {
    ok: diagnostics.every(({ severity }) => severity !== "error"),
    checkedBy: "plan-dry-run",
    diagnostics,
    ...(statementKind === void 0 ? {} : { statementKind }),
    tables: [...new Set(tables)],
    ...(columns === void 0 ? {} : { columns }),
    parameters: parameters2,
    outputColumns,
    ...(normalizedSql === void 0 ? {} : { normalizedSql }),
    timings,
  };
}
async function dryRun(planDryRun, sql2, signal) {
  let findings;
  try {
    findings = await planDryRun(sql2, { signal });
  } catch (cause) {
    if (signal?.aborted) throw abortedError(signal.reason);
    throw new PreflightError("dry-run-failed", "the planner could not judge the statement", { cause });
  }
  if (signal?.aborted) throw abortedError(signal.reason);
  const { diagnostics, tables, parameters: parameters2, outputColumns } = findings ?? {};
  if (![diagnostics, tables, parameters2, outputColumns].every(Array.isArray)) {
    throw new PreflightError("dry-run-invalid", "the planner gave something that is no finding");
  }
  return findings;
}
async function tryStore(verb, act) {
  try {
    return { value: await act(), failures: [] };
  } catch (error) {
    const message = `The kept verdict could not be ${verb}: ${String(error)}.`;
    return { failures: [{ code: "verdict-store-failed", severity: "information", message }] };
  }
}
function recordReport(report, { run }) {
  const { ok, checkedBy, statementKind, tables, diagnostics, timings } = report;
  run?.event("preflight", {
    ok,
    checkedBy,
    ...(statementKind === void 0 ? {} : { statementKind }),
    tables,
    diagnosticCodes: diagnostics.map(({ code }) => code),
    durationMs: timings.totalMs,
  });
}
function checkArguments(sql2, context) {
  if (typeof sql2 !== "string")
    throw new PreflightError("invalid-argument", `a statement is a text, this is ${typeof sql2}`);
  if (!Array.isArray(context?.tables)) {
    throw new PreflightError("invalid-argument", "the context must name the registered tables");
  }
}
function abortedError(reason) {
  return new PreflightError("aborted", "the check was called off", { cause: reason });
}

// ../sql-preflight/src/noop-preflight.ts
var noopPreflight = {
  check: async () => ({
    ok: true,
    checkedBy: "nothing",
    diagnostics: [],
    tables: [],
    parameters: [],
    outputColumns: [],
    timings: { totalMs: 0 },
  }),
  async close() {},
  async [Symbol.asyncDispose]() {},
};

// ../sql-preflight/src/diagnostic.ts
var diagnosticCodes = [
  "syntax-error",
  "unknown-table",
  "unknown-column",
  "unknown-function",
  "ambiguous-column",
  "type-mismatch",
  "parameter-missing",
  "parameter-type",
  "query-too-deep",
  "query-too-large",
  "not-supported",
  "invalid-plan",
  "statement-not-allowed",
  "table-not-allowed",
  "verdict-store-failed",
];
function isDiagnosticCode(code) {
  return diagnosticCodes.includes(code);
}

// src/streamed-result.ts
import { RecordBatch as RecordBatch2, Table as Table2 } from "apache-arrow";

// src/nearest-names.ts
function nearestNames(name, known2) {
  const lower = name.toLowerCase();
  return known2
    .map((candidate) => ({ candidate, distance: editDistance(lower, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.ceil(Math.max(name.length, candidate.length) / 2))
    .sort((left, right) => left.distance - right.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}
function editDistance(left, right) {
  let beforeLast = [];
  let last = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1];
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current[column] = Math.min(
        at(last, column - 1) + (same ? 0 : 1),
        at(last, column) + 1,
        at(current, column - 1) + 1,
        swapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, right.length);
}
function at(distances, column) {
  return distances[column] ?? Number.POSITIVE_INFINITY;
}

// src/runtime-error.ts
var marker7 = /* @__PURE__ */ Symbol.for("causeway.runtime.error");
var RuntimeError = class extends Error {
  name = "RuntimeError";
  code;
  /** The option that is unknown or invalid. */
  option;
  /** Known options whose names are near to the unknown one, the nearest first. */
  suggestions;
  /** What the preflight found, for `preflight-refused`. */
  diagnostics;
  constructor(code, text, details = {}) {
    super(`${code}: ${text}`, "cause" in details ? { cause: details.cause } : {});
    this.code = code;
    this.option = details.option;
    this.suggestions = details.suggestions ?? [];
    this.diagnostics = details.diagnostics ?? [];
    Object.defineProperty(this, marker7, { value: true });
  }
  /** True for an error of this class, whichever copy of the package made it. */
  static isInstance(value) {
    return typeof value === "object" && value !== null && marker7 in value;
  }
};

// src/check-options.ts
function checkOptions(options, rules2, of) {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new RuntimeError("invalid-option", `${of} takes an object of options, not ${describe2(options)}`, {
      option: of,
    });
  }
  for (const [option, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules2, option) ? rules2[option] : void 0;
    if (rule === void 0) throw unknownOption(option, Object.keys(rules2), of);
    if (value !== void 0 && !rule.accepts(value)) {
      throw new RuntimeError("invalid-option", `${option} of ${of} must be ${rule.expected}, not ${describe2(value)}`, {
        option,
      });
    }
  }
}
function unknownOption(option, known2, of) {
  const suggestions = nearestNames(option, known2);
  const hint = suggestions.length > 0 ? `did you mean ${suggestions.join(" or ")}?` : `known are ${known2.join(", ")}`;
  return new RuntimeError("unknown-option", `${of} has no option ${JSON.stringify(option)}; ${hint}`, {
    option,
    suggestions,
  });
}
function describe2(value) {
  if (typeof value === "string") return /^[\w-]{1,20}$/.test(value) ? JSON.stringify(value) : "another text";
  if (value === null || ["number", "bigint", "boolean", "undefined"].includes(typeof value)) return String(value);
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}
var anObject = {
  expected: "an object",
  accepts: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};
var aString = { expected: "a string", accepts: (value) => typeof value === "string" };
function oneOf(...values) {
  return {
    expected: values.map((value) => JSON.stringify(value)).join(" or "),
    accepts: (value) => values.some((known2) => known2 === value),
  };
}

// src/run-lease.ts
var abandoned2 = new FinalizationRegistry((run) => {
  void run.cancel("the result was thrown away before its end");
});
var RunLease = class {
  run;
  constructor(run) {
    this.run = run;
    abandoned2.register(this, run);
  }
};

// src/watched-iterator.ts
var WatchedIterator = class {
  #source;
  #lease;
  constructor(source, lease) {
    this.#source = source;
    this.#lease = lease;
  }
  async next() {
    const { run } = this.#lease;
    try {
      const result = await this.#source.next();
      if (result.done) await run.end(true);
      return result;
    } catch (error) {
      throw await run.fail(error);
    }
  }
  async return() {
    await this.#source.return?.();
    await this.#lease.run.end(false);
    return { done: true, value: void 0 };
  }
  [Symbol.asyncIterator]() {
    return this;
  }
};

// src/streamed-result.ts
var StreamedResult = class {
  #lease;
  #stream;
  #rowSchema;
  constructor(run, stream, rowSchema) {
    this.#lease = new RunLease(run);
    this.#stream = stream;
    this.#rowSchema = rowSchema;
  }
  get runId() {
    return this.#lease.run.id;
  }
  get schema() {
    return this.#stream.schema;
  }
  get report() {
    return this.#lease.run.report;
  }
  [Symbol.asyncIterator]() {
    return this.#watch(() => this.#stream[Symbol.asyncIterator]());
  }
  ipc() {
    return this.#watch(() => this.#stream.ipc());
  }
  async rows(options = {}) {
    checkRowOptions(options, "rows");
    if (this.#rowSchema !== void 0) return this.#checkedRows(options);
    const parts = [];
    for await (const batch of this) parts.push(await this.#failing(() => readRows(batch, options.mode)));
    return parts.flat();
  }
  async *stream(options = {}) {
    checkRowOptions(options, "stream");
    let index = 0;
    for await (const batch of this) {
      const rows = await this.#failing(() => readRows(batch, options.mode));
      for (const row of rows) {
        yield this.#rowSchema === void 0 ? row : this.#checked(this.#rowSchema, row, index);
        index += 1;
      }
    }
  }
  async first(options = {}) {
    for await (const row of this.stream(options)) return row;
    return void 0;
  }
  async columns(options = {}) {
    checkRowOptions(options, "columns");
    const batches = await this.#batches();
    return this.#failing(() =>
      readColumns(batches.length > 0 ? batches : new RecordBatch2(this.schema, void 0), options.mode),
    );
  }
  async count() {
    for await (const _chunk of this.ipc());
    return this.report.rows;
  }
  async toArrow() {
    const batches = await this.#batches();
    return this.#failing(() => new Table2(this.schema, batches));
  }
  async cancel() {
    await this.#lease.run.cancel("the result was cancelled");
  }
  async [Symbol.asyncDispose]() {
    await this.cancel();
  }
  async #batches() {
    const batches = [];
    for await (const batch of this) batches.push(batch);
    return batches;
  }
  async #checkedRows(options) {
    const rows = [];
    for await (const row of this.stream(options)) rows.push(row);
    return rows;
  }
  #checked(schema, row, index) {
    return this.#failing(() => validateRow(schema, row, index));
  }
  /** Hands on what `use` makes of the rows; what it throws ends the run. */
  async #failing(use) {
    try {
      return await use();
    } catch (error) {
      throw await this.#lease.run.fail(error);
    }
  }
  #watch(open) {
    try {
      return new WatchedIterator(open(), this.#lease);
    } catch (error) {
      throw this.#lease.run.named(error);
    }
  }
};
function checkRowOptions(options, of) {
  checkOptions(options, { mode: oneOf("lossless", "js", "json") }, of);
}

// src/execute-plan.ts
async function startExecution(query, options, plan) {
  try {
    const stream = await query.execute(await plan(), options.parameters);
    return new StreamedResult(query, stream, options.schema);
  } catch (error) {
    throw await query.fail(error);
  }
}

// src/session-options.ts
var preflightRule = oneOf("enforce", "warn", "off");
var laneRule = oneOf("prefer-substrait", "sql");
var rules = {
  tables: anObject,
  policy: anObject,
  preflight: preflightRule,
  lane: laneRule,
  diagnostics: {
    expected: "a sink with recordEvents and recordArtifact",
    accepts: (value) =>
      typeof value === "object" &&
      value !== null &&
      typeof Reflect.get(value, "recordEvents") === "function" &&
      typeof Reflect.get(value, "recordArtifact") === "function",
  },
  engine: anObject,
};
function checkSessionOptions(options) {
  checkOptions(options, rules, "openSession");
}

// src/query-options.ts
var aSignal = {
  expected: "an AbortSignal",
  accepts: (value) => anObject.accepts(value) && typeof value.addEventListener === "function",
};
var aTimeout = {
  expected: "a number of milliseconds, at least 0",
  accepts: (value) => typeof value === "number" && value >= 0,
};
var aStandardSchema = {
  expected: "a Standard Schema validator",
  // Validators of some libraries are functions.
  accepts: (value) => ["object", "function"].includes(typeof value) && value !== null && "~standard" in Object(value),
};
var compileRules = {
  preflight: preflightRule,
  lane: laneRule,
  label: aString,
  signal: aSignal,
  timeoutMs: aTimeout,
};
var executeRules = {
  schema: aStandardSchema,
  label: aString,
  signal: aSignal,
  timeoutMs: aTimeout,
};
var parameters = {
  expected: "a list or a record",
  accepts: (value) => typeof value === "object" && value !== null,
};
var queryRules = { ...compileRules, ...executeRules, parameters };
var explainRules = { ...compileRules, parameters, analyze: oneOf(true, false) };
var checkCompileOptions = (options) => checkOptions(options, compileRules, "compile");
var checkExecuteOptions = (options) => checkOptions(options, executeRules, "execute");
var checkQueryOptions = (options) => checkOptions(options, queryRules, "query");
var checkExplainOptions = (options) => checkOptions(options, explainRules, "explain");

// src/engine-backed-query.ts
var EngineBackedQuery = class {
  #sql;
  #plan;
  #runs;
  constructor(sql2, plan, runs2) {
    this.#sql = sql2;
    this.#plan = plan;
    this.#runs = runs2;
  }
  get schema() {
    return this.#plan.schema;
  }
  get parameters() {
    return this.#plan.parameters;
  }
  // biome-ignore lint/suspicious/noExplicitAny: one implementation stands behind two signatures that differ in the type of the rows.
  async execute(parameters2, options = {}) {
    checkExecuteOptions(options);
    const query = this.#runs.begin(options.label ?? "query", this.#sql, options);
    return startExecution(query, { parameters: parameters2, schema: options.schema }, () => this.#plan);
  }
  async explain(options) {
    this.#runs.assertOpen();
    return this.#plan.explain(options);
  }
};

// ../../node_modules/uuid/dist-node/stringify.js
var byteToHex = [];
for (let i = 0; i < 256; ++i) {
  byteToHex.push((i + 256).toString(16).slice(1));
}
function unsafeStringify(arr, offset = 0) {
  return (
    byteToHex[arr[offset + 0]] +
    byteToHex[arr[offset + 1]] +
    byteToHex[arr[offset + 2]] +
    byteToHex[arr[offset + 3]] +
    "-" +
    byteToHex[arr[offset + 4]] +
    byteToHex[arr[offset + 5]] +
    "-" +
    byteToHex[arr[offset + 6]] +
    byteToHex[arr[offset + 7]] +
    "-" +
    byteToHex[arr[offset + 8]] +
    byteToHex[arr[offset + 9]] +
    "-" +
    byteToHex[arr[offset + 10]] +
    byteToHex[arr[offset + 11]] +
    byteToHex[arr[offset + 12]] +
    byteToHex[arr[offset + 13]] +
    byteToHex[arr[offset + 14]] +
    byteToHex[arr[offset + 15]]
  ).toLowerCase();
}

// ../../node_modules/uuid/dist-node/rng.js
var rnds8 = new Uint8Array(16);
function rng() {
  return crypto.getRandomValues(rnds8);
}

// ../../node_modules/uuid/dist-node/v7.js
var _state = {};
function v7(options, buf, offset) {
  let bytes;
  if (options) {
    bytes = v7Bytes(options.random ?? options.rng?.() ?? rng(), options.msecs, options.seq, buf, offset);
  } else {
    const now = Date.now();
    const rnds = rng();
    updateV7State(_state, now, rnds);
    bytes = v7Bytes(rnds, _state.msecs, _state.seq, buf, offset);
  }
  return buf ?? unsafeStringify(bytes);
}
function updateV7State(state, now, rnds) {
  state.msecs ??= -Infinity;
  state.seq ??= 0;
  if (now > state.msecs) {
    state.seq = v7Sequence(rnds);
    state.msecs = now;
  } else {
    state.seq = (state.seq + 1) | 0;
    if (state.seq === 0) {
      state.msecs++;
    }
  }
  return state;
}
function v7Bytes(rnds, msecs, seq, buf, offset = 0) {
  if (rnds.length < 16) {
    throw new Error("Random bytes length must be >= 16");
  }
  if (!buf) {
    buf = new Uint8Array(16);
    offset = 0;
  } else {
    if (offset < 0 || offset + 16 > buf.length) {
      throw new RangeError(`UUID byte range ${offset}:${offset + 15} is out of buffer bounds`);
    }
  }
  msecs ??= Date.now();
  seq ??= v7Sequence(rnds);
  buf[offset++] = (msecs / 1099511627776) & 255;
  buf[offset++] = (msecs / 4294967296) & 255;
  buf[offset++] = (msecs / 16777216) & 255;
  buf[offset++] = (msecs / 65536) & 255;
  buf[offset++] = (msecs / 256) & 255;
  buf[offset++] = msecs & 255;
  buf[offset++] = 112 | ((seq >>> 28) & 15);
  buf[offset++] = (seq >>> 20) & 255;
  buf[offset++] = 128 | ((seq >>> 14) & 63);
  buf[offset++] = (seq >>> 6) & 255;
  buf[offset++] = ((seq << 2) & 255) | (rnds[10] & 3);
  buf[offset++] = rnds[11];
  buf[offset++] = rnds[12];
  buf[offset++] = rnds[13];
  buf[offset++] = rnds[14];
  buf[offset++] = rnds[15];
  return buf;
}
function v7Sequence(rnds) {
  return ((rnds[6] & 127) << 24) | (rnds[7] << 16) | (rnds[8] << 8) | rnds[9];
}
var v7_default = v7;

// ../obs/src/run-id.ts
function createRunId() {
  return v7_default();
}

// ../obs/src/run-context.ts
import { AsyncLocalStorage } from "node:async_hooks";

var runs = new AsyncLocalStorage();
function currentRun() {
  return runs.getStore();
}
function withinRun(run, fn) {
  return runs.run(run, fn);
}

// ../obs/src/obs-error.ts
var marker8 = /* @__PURE__ */ Symbol.for("causeway.obs.error");
var ObsError = class extends Error {
  name = "ObsError";
  code;
  constructor(code, text, options) {
    super(`${code}: ${text}`, options);
    this.code = code;
    Object.defineProperty(this, marker8, { value: true });
  }
  /** True for an error of this class, whichever copy of the package made it. */
  static isInstance(value) {
    return typeof value === "object" && value !== null && marker8 in value;
  }
};

// ../obs/src/guarded-sink.ts
var warned = /* @__PURE__ */ new WeakSet();
var GuardedSink = class {
  #sink;
  #onSinkFailure;
  #failures = 0;
  constructor(sink, onSinkFailure) {
    this.#sink = sink;
    this.#onSinkFailure = onSinkFailure;
  }
  /** Records that the sink has failed on so far. */
  get failures() {
    return this.#failures;
  }
  event(name, row) {
    try {
      this.#watch(name, this.#sink.recordEvents(name, [row]));
    } catch (error) {
      this.#fail(name, error);
    }
  }
  artifact(name, payload) {
    try {
      this.#watch(name, this.#sink.recordArtifact(name, payload));
    } catch (error) {
      this.#fail(name, error);
    }
  }
  #watch(name, answer) {
    answer?.then(void 0, (error) => this.#fail(name, error));
  }
  #fail(name, cause) {
    this.#failures += 1;
    const error = new ObsError("sink-failed", `the diagnostics sink failed on ${name}`, { cause });
    if (this.#onSinkFailure === void 0) warnOnce(this.#sink, error);
    else tell(this.#onSinkFailure, error);
  }
};
function tell(listener, error) {
  try {
    listener(error);
  } catch (cause) {
    process.emitWarning(`onSinkFailure threw: ${String(cause)}`, { code: "CAUSEWAY_SINK_FAILED" });
  }
}
function warnOnce(sink, error) {
  if (warned.has(sink)) return;
  warned.add(sink);
  process.emitWarning(error.message, { code: "CAUSEWAY_SINK_FAILED", detail: String(error.cause) });
}

// ../obs/src/linked-signal.ts
function linkSignals(sources) {
  const [only] = sources;
  if (only !== void 0 && sources.length === 1) return { signal: only, release() {} };
  const controller = new AbortController();
  const listeners = sources.map((source) => ({ source, listen: () => controller.abort(source.reason) }));
  for (const { source, listen } of listeners) {
    if (source.aborted) listen();
    else source.addEventListener("abort", listen, { once: true });
  }
  return {
    signal: controller.signal,
    release() {
      for (const { source, listen } of listeners) source.removeEventListener("abort", listen);
    },
  };
}

// ../obs/src/noop-sink.ts
var noopSink = {
  recordEvents() {},
  recordArtifact() {},
  async flush() {},
};

// ../obs/src/run-outcome.ts
function outcomeOfFailure(error, signalAborted) {
  if (signalAborted) return "aborted";
  const { name, code } = describeError(error);
  return name === "AbortError" || code === "aborted" ? "aborted" : "error";
}
function describeError(error) {
  if (typeof error !== "object" || error === null) return { name: typeof error, message: String(error) };
  const { name, code, message } = error;
  return {
    name: typeof name === "string" ? name : "Error",
    ...(typeof code === "string" ? { code } : {}),
    message: typeof message === "string" ? message : "",
  };
}

// ../obs/src/phase-timer.ts
var maxPhases = 1e3;
var PhaseTimer = class {
  #startMs = performance.now();
  #phases = [];
  #dropped = 0;
  /** The phases kept, in the order of their ends. */
  get phases() {
    return this.#phases;
  }
  /** Phases that ended after the limit was reached. */
  get dropped() {
    return this.#dropped;
  }
  /** Milliseconds since the timer was made. */
  elapsedMs() {
    return performance.now() - this.#startMs;
  }
  time(name, fn) {
    const offsetMs = this.elapsedMs();
    let answer;
    try {
      answer = fn();
    } catch (error) {
      this.#keep(name, offsetMs, true);
      throw error;
    }
    if (answer instanceof Promise) return this.#settled(name, offsetMs, answer);
    this.#keep(name, offsetMs, false);
    return answer;
  }
  async #settled(name, offsetMs, answer) {
    let failed = true;
    try {
      const value = await answer;
      failed = false;
      return value;
    } finally {
      this.#keep(name, offsetMs, failed);
    }
  }
  #keep(name, offsetMs, failed) {
    if (this.#phases.length === maxPhases) {
      this.#dropped += 1;
      return;
    }
    this.#phases.push({ name, offsetMs, durationMs: this.elapsedMs() - offsetMs, failed });
  }
};

// ../obs/src/start-run.ts
function startRun(label, options = {}) {
  const parent = options.parent === void 0 ? currentRun() : (options.parent ?? void 0);
  return new RecordedRun(label, options, parent);
}
var RecordedRun = class {
  id = createRunId();
  label;
  attributes;
  startedAt = /* @__PURE__ */ new Date();
  sink;
  #parent;
  #ownSignal;
  #records;
  #timer = new PhaseTimer();
  #linked;
  #ended = false;
  constructor(label, options, parent) {
    this.label = label;
    this.attributes = options.attributes ?? {};
    this.sink = options.sink ?? parent?.sink ?? noopSink;
    this.#parent = parent;
    this.#ownSignal = options.signal;
    this.#records = new GuardedSink(this.sink, options.onSinkFailure);
    this.event("run-start", {
      label,
      ...(parent === void 0 ? {} : { parentRunId: parent.id }),
      attributes: this.attributes,
    });
  }
  get parentId() {
    return this.#parent?.id;
  }
  // Made when it is first asked for: most runs have one source or none, and need no signal of their own.
  get signal() {
    this.#linked ??= linkSignals([this.#ownSignal, this.#parent?.signal].filter((source) => source !== void 0));
    return this.#linked.signal;
  }
  get phases() {
    return this.#timer.phases;
  }
  event(name, row) {
    if (this.sink === noopSink) return;
    this.#records.event(name, { ...row, ...this.#stamp() });
  }
  artifact(name, payload) {
    if (this.sink === noopSink) return;
    this.#records.artifact(name, { ...payload, ...this.#stamp() });
  }
  phase(name, fn) {
    return this.#timer.time(name, fn);
  }
  within(fn) {
    return withinRun(this, fn);
  }
  throwIfAborted() {
    this.#ownSignal?.throwIfAborted();
    this.#parent?.signal.throwIfAborted();
  }
  end() {
    this.#end({ outcome: "ok" });
  }
  fail(error) {
    const aborted = this.#ownSignal?.aborted === true || this.#parent?.signal.aborted === true;
    this.#end({ outcome: outcomeOfFailure(error, aborted), error: describeError(error) });
  }
  #end(result) {
    if (this.#ended) return;
    this.#ended = true;
    this.#linked?.release();
    this.event("run-end", {
      label: this.label,
      ...result,
      durationMs: this.#timer.elapsedMs(),
      phases: [...this.#timer.phases],
      phasesDropped: this.#timer.dropped,
      sinkFailures: this.#records.failures,
    });
  }
  #stamp() {
    return { runId: this.id, atMs: Date.now() };
  }
};

// src/attach-run-id.ts
function attachRunId(error, runId) {
  if (typeof error === "object" && error !== null && Reflect.get(error, "runId") === void 0) {
    Reflect.defineProperty(error, "runId", { value: runId, enumerable: true, configurable: true });
  }
  return error;
}

// src/build-report.ts
import { createHash as createHash2 } from "node:crypto";

// src/format-report.ts
function formatReport(report) {
  const lines = [
    outcomeLine(report),
    `time    ${timing(report)}`,
    ...report.scans.map((scan) => `read    ${scanText(scan)}`),
    `stages  ${stages(report)}`,
    ...spillLine(report),
  ];
  return lines.join("\n");
}
function outcomeLine({ label, outcome, complete, errorCode, rows, batches, bytes }) {
  const ending = outcome === "ok" && !complete ? "left early" : outcome;
  const error = errorCode === void 0 ? "" : ` (${errorCode})`;
  return `${label}: ${ending}${error}, ${count(rows, "row", "rows")} in ${count(batches, "batch", "batches")}, ${size(bytes)}`;
}
function timing({ phasesMs }) {
  const phases = Object.entries(phasesMs);
  const total = phases.reduce((sum, [, durationMs]) => sum + durationMs, 0);
  return `${total.toFixed(1)} ms (${phases.map(([name, durationMs]) => `${name} ${durationMs.toFixed(1)}`).join(", ")})`;
}
function scanText({ table, version, filesRead, filesTotal, bytesScanned }) {
  const facts = [
    ...(filesTotal === void 0 ? [] : [`${filesRead ?? "?"} of ${count(filesTotal, "file", "files")}`]),
    ...(bytesScanned === void 0 ? [] : [size(bytesScanned)]),
  ];
  return `${table}${version === void 0 ? "" : ` at version ${version}`}: ${facts.join(", ") || "in memory"}`;
}
function stages({ preflight, lane, cache, pruning }) {
  return [
    ...(preflight === void 0 ? [] : [`preflight ${preflight.verdict}${inBrackets(preflight.diagnosticCodes)}`]),
    ...(lane === void 0
      ? []
      : [`${lane.lane} lane${inBrackets(lane.fallback === void 0 ? [] : [lane.fallback.code])}`]),
    `cache ${cache.level}`,
    `files chosen by the ${pruning.by}`,
  ].join(", ");
}
function spillLine({ spill }) {
  return spill.bytes === 0 ? [] : [`spill   ${size(spill.bytes)} in ${count(spill.files, "file", "files")}`];
}
function inBrackets(codes) {
  return codes.length === 0 ? "" : ` (${codes.join(", ")})`;
}
function count(value, one, many) {
  return `${value.toLocaleString("en-US")} ${value === 1 ? one : many}`;
}
function size(bytes) {
  if (bytes < 1e3) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

// src/build-report.ts
function buildReport(parts) {
  const { run, sql: sql2, outcome, complete, errorCode, preflight, lane, execution } = parts;
  const report = {
    runId: run.id,
    label: run.label,
    sqlHash: createHash2("sha256").update(sql2).digest("hex"),
    outcome,
    complete,
    ...(errorCode === void 0 ? {} : { errorCode }),
    ...(preflight === void 0 ? {} : { preflight }),
    ...(lane === void 0 ? {} : { lane }),
    cache: { level: "off" },
    pruning: { by: "engine" },
    scans: execution?.scans ?? [],
    phasesMs: Object.fromEntries(run.phases.map(({ name, durationMs }) => [name, durationMs])),
    engineMs: {
      plan: execution?.planMs ?? 0,
      ...(execution?.firstRowMs === void 0 ? {} : { firstRow: execution.firstRowMs }),
      execute: execution?.executeMs ?? 0,
    },
    rows: execution?.rows ?? 0,
    batches: execution?.batches ?? 0,
    bytes: execution?.bytes ?? 0,
    spill: { files: execution?.spillFiles ?? 0, bytes: execution?.spillBytes ?? 0 },
  };
  return Object.defineProperty(report, "toString", { value: () => formatReport(report) });
}

// src/query-run.ts
var QueryRun = class {
  run;
  sql;
  preflight;
  lane;
  #startMs = performance.now();
  #limits;
  #onEnd;
  #stream;
  #executing;
  #endExecuting;
  #ending;
  /** `onEnd` is told once, when the run ends in whatever way. */
  constructor(run, sql2, limits, onEnd) {
    this.run = run;
    this.sql = sql2;
    this.#limits = limits;
    this.#onEnd = onEnd;
  }
  get id() {
    return this.run.id;
  }
  /** What is known by now; complete once the run has ended. */
  get report() {
    return buildReport({
      run: this.run,
      sql: this.sql,
      outcome: this.#ending?.outcome ?? "running",
      complete: this.#ending?.complete ?? false,
      errorCode: this.#ending?.errorCode,
      preflight: this.preflight,
      lane: this.lane,
      execution: this.#stream?.report,
    });
  }
  /** What may still call the query off: its signal, that of the run it is part of, and what is left of its timeout. */
  limits() {
    const { timeoutMs } = this.#limits;
    const signal = this.#signal;
    return {
      ...(signal === void 0 ? {} : { signal }),
      ...(timeoutMs === void 0 ? {} : { timeoutMs: Math.max(0, timeoutMs - (performance.now() - this.#startMs)) }),
    };
  }
  /** Starts the execution. Its phase lasts until the run ends. */
  async execute(plan, parameters2) {
    this.#executing = this.run.phase("execute", () => this.#untilEnd());
    const stream = await plan.execute({
      ...this.limits(),
      ...(parameters2 === void 0 ? {} : { parameters: parameters2 }),
    });
    this.#stream = stream;
    return stream;
  }
  /** Ends the run well. `complete`: the stream was read to its end, rather than left by its reader. */
  end(complete) {
    return this.#end({ outcome: "ok", complete });
  }
  /** Ends the run with an error, and gives that error with the run's id on it. */
  async fail(error) {
    const errorCode = codeOf(error);
    const outcome = this.#signal?.aborted || errorCode === "aborted" ? "aborted" : "error";
    await this.#end({ outcome, complete: false, errorCode }, error);
    return this.named(error);
  }
  /** Calls the run off, if it has not ended. */
  async cancel(reason) {
    if (this.#ending !== void 0) return;
    this.#stream?.cancel();
    await this.fail(new NativeError("aborted", reason));
  }
  /** The error with the run's id on it. */
  named(error) {
    return attachRunId(error, this.id);
  }
  // The run's own signal is made on demand, and needed only where a run above it can call it off.
  get #signal() {
    return this.run.parentId === void 0 ? this.#limits.signal : this.run.signal;
  }
  #untilEnd() {
    return new Promise((resolve, reject) => {
      this.#endExecuting = (ending, error) => (ending.outcome === "ok" ? resolve() : reject(error));
    });
  }
  async #end(ending, error) {
    if (this.#ending !== void 0) return;
    this.#ending = ending;
    this.#onEnd(this);
    this.#endExecuting?.(ending, error);
    await this.#executing?.catch(() => {});
    if (this.run.sink !== noopSink) this.run.artifact("run-report", this.report);
    if (ending.outcome === "ok") this.run.end();
    else this.run.fail(error);
  }
};
function codeOf(error) {
  const code = typeof error === "object" && error !== null ? Reflect.get(error, "code") : void 0;
  return typeof code === "string" ? code : void 0;
}

// src/live-runs.ts
var LiveRuns = class {
  #sink;
  #runs = /* @__PURE__ */ new Set();
  #closed = false;
  constructor(sink) {
    this.#sink = sink;
  }
  /** Begins a run. Errors: `session-closed`. */
  begin(label, sql2, limits) {
    this.assertOpen();
    const run = startRun(label, { sink: this.#sink, signal: limits.signal });
    const query = new QueryRun(run, sql2, limits, (ended) => this.#runs.delete(ended));
    this.#runs.add(query);
    return query;
  }
  /** A run that ends with `body`. */
  async during(label, sql2, limits, body) {
    const query = this.begin(label, sql2, limits);
    try {
      const value = await body(query);
      await query.end(true);
      return value;
    } catch (error) {
      throw await query.fail(error);
    }
  }
  assertOpen() {
    if (this.#closed) throw new RuntimeError("session-closed", "the session is closed");
  }
  /** Begins no more runs. */
  close() {
    this.#closed = true;
  }
  /** Ends the runs whose results nobody is reading: those that are read have heard of it from the engine. */
  async endAll() {
    const error = new NativeError("session-closed", "the session was closed before the result was read");
    await Promise.all([...this.#runs].map((query) => query.fail(error)));
  }
};

// ../substrait-lane/src/lane-error.ts
var marker9 = /* @__PURE__ */ Symbol.for("causeway.substrait-lane.error");
var LaneError = class extends Error {
  name = "LaneError";
  code;
  /** Why the query cannot go by Substrait, for `lane-refused`. */
  refusal;
  constructor(code, text, options) {
    super(`${code}: ${text}`, options);
    this.code = code;
    this.refusal = options?.refusal;
    Object.defineProperty(this, marker9, { value: true });
  }
  /** True for an error of this class, whichever copy of the package made it. */
  static isInstance(value) {
    return typeof value === "object" && value !== null && marker9 in value;
  }
};

// ../substrait-lane/src/plan-hash.ts
import { createHash as createHash3 } from "node:crypto";

function hashSql(sql2) {
  return createHash3("sha256").update("sql\n").update(normaliseSql(sql2)).digest("hex");
}
function hashPlanBytes(bytes) {
  return createHash3("sha256").update(bytes).digest("hex");
}
function normaliseSql(sql2) {
  const trimmed = sql2.trim();
  return trimmed.endsWith(";") ? trimmed.slice(0, -1).trimEnd() : trimmed;
}

// ../substrait-lane/src/compile-lane.ts
var codecMissing = {
  code: "codec-missing",
  reason: "No codec was given, so there is nothing that can make Substrait bytes of a query.",
};
async function compileLane(input, options) {
  const { lane, codec, signal, run } = options;
  checkInput(input);
  checkLane(lane);
  if (signal?.aborted) throw abortedError2(signal.reason);
  const planHash = hashSql(input);
  if (lane === "sql") return { lane: "sql", sql: input, planHash };
  const answer = codec === void 0 ? codecMissing : await encode(input, codec, signal);
  if (answer instanceof Uint8Array) {
    return { lane: "substrait", sql: input, planBytes: answer, planHash, substraitHash: hashPlanBytes(answer) };
  }
  if (lane === "substrait-only") throw refusedError(answer);
  const { code, reason, node } = answer;
  const fallback = node === void 0 ? { code, reason } : { code, reason, node };
  run?.event("lane-fallback", { planHash, ...fallback });
  return { lane: "sql", sql: input, planHash, fallback };
}
async function encode(sql2, codec, signal) {
  let answer;
  try {
    answer = await codec.encode(sql2, { signal });
  } catch (cause) {
    if (signal?.aborted) throw abortedError2(signal.reason);
    throw new LaneError("codec-failed", "the codec could not say whether the query can go by Substrait", { cause });
  }
  if (signal?.aborted) throw abortedError2(signal.reason);
  const isBytes = answer instanceof Uint8Array && answer.length > 0;
  if (!isBytes && !isRefusal(answer)) {
    throw new LaneError("codec-invalid", "the codec gave neither the bytes of a plan nor a refusal");
  }
  return answer;
}
function isRefusal(answer) {
  if (typeof answer !== "object" || answer === null || answer instanceof Uint8Array) return false;
  const { code, reason } = answer;
  return typeof code === "string" && typeof reason === "string";
}
function checkInput(input) {
  if (typeof input !== "string") throw new LaneError("invalid-input", `a query is a text, this is ${typeof input}`);
  if (input.trim() === "") throw new LaneError("invalid-input", "the query is empty");
  if (/\p{Surrogate}/u.test(input)) throw new LaneError("invalid-input", "the query holds half a surrogate pair");
}
function checkLane(lane) {
  if (lane !== "prefer-substrait" && lane !== "substrait-only" && lane !== "sql") {
    throw new LaneError("unknown-lane", `${String(lane)} is none of prefer-substrait, substrait-only, sql`);
  }
}
function refusedError(refusal) {
  if (refusal.code === "codec-missing") return new LaneError("codec-missing", refusal.reason);
  const { code, reason, node } = refusal;
  return new LaneError("lane-refused", `${reason} (${code})`, { refusal: { code, reason, node } });
}
function abortedError2(reason) {
  return new LaneError("aborted", "compiling was called off", { cause: reason });
}

// src/native-adapters.ts
var KeptDryRun = class {
  #engine;
  #limits;
  #plan;
  #error;
  constructor(engine, limits) {
    this.#engine = engine;
    this.#limits = limits;
  }
  /** What the engine threw when it planned, if it did: the first-hand account, where a report has only its summary. */
  get error() {
    return this.#error;
  }
  /** The plan of the text: the one that the dry run made, or a new one if there was no dry run. */
  async plan(sql2) {
    this.#plan ??= await this.#engine.prepare(sql2, this.#limits);
    return this.#plan;
  }
  /** The port `PlanDryRun`. */
  run = async (sql2) => {
    try {
      return findingsOf(await this.plan(sql2));
    } catch (error) {
      this.#error = error;
      const diagnostic = diagnosticOf(error);
      if (diagnostic === void 0) throw error;
      return { diagnostics: [diagnostic], statementKind: void 0, tables: [], outputColumns: [], parameters: [] };
    }
  };
};
function findingsOf({ statementKind, scans, schema, parameters: parameters2 }) {
  return {
    diagnostics: [],
    statementKind,
    // Of another kind are table functions, and what SQL itself has made where the session lets it: they hold only what a statement that
    // was checked as well has read from registered tables.
    tables: scans.filter(({ kind }) => kind !== "other").map(({ table }) => table),
    outputColumns: schema.fields.map(({ name, type, nullable }) => ({ name, type: String(type), nullable })),
    parameters: parameters2,
  };
}
function diagnosticOf(error) {
  if (!NativeError.isInstance(error)) return void 0;
  const code =
    error.code === "statement-refused" ? "statement-not-allowed" : isDiagnosticCode(error.code) ? error.code : void 0;
  if (code === void 0) return void 0;
  const { position, table, column, function: functionName, parameter, statement } = error.details;
  return {
    code,
    severity: "error",
    message: error.message.slice(error.code.length + 2),
    position,
    culprit: table ?? column ?? functionName ?? parameter ?? statement,
  };
}

// src/run-query.ts
async function compileQuery(stages2, query, choices) {
  const dryRun2 = new KeptDryRun(stages2.engine, query.limits());
  await query.run.phase("preflight", () => preflightQuery(stages2, query, choices.preflight, dryRun2));
  return query.run.phase("lane", () => laneQuery(query, choices.lane, dryRun2));
}
async function preflightQuery(stages2, query, mode, dryRun2) {
  const preflight = mode === "off" ? noopPreflight : stages2.preflight;
  const report = await check(preflight, stages2.tableNames(), query, dryRun2);
  query.preflight = {
    mode,
    verdict: verdict(report, mode),
    diagnosticCodes: report.diagnostics.map(({ code }) => code),
  };
  if (dryRun2.error !== void 0) throw dryRun2.error;
  if (query.preflight.verdict === "refused") throw refused(report);
}
async function check(preflight, tables, { sql: sql2, run }, dryRun2) {
  try {
    return await preflight.check(sql2, { tables, planDryRun: dryRun2.run, run });
  } catch (error) {
    throw dryRun2.error ?? error;
  }
}
async function laneQuery(query, lane, dryRun2) {
  const { sql: sql2, run } = query;
  const plan = await dryRun2.plan(sql2);
  const compiled = await compileLane(sql2, { lane, run });
  query.lane = { lane: compiled.lane, planHash: compiled.planHash, ...fallbackOf(compiled) };
  return plan;
}
function verdict(report, mode) {
  if (report.checkedBy === "nothing") return "skipped";
  if (report.ok) return "passed";
  return mode === "enforce" ? "refused" : "warned";
}
function refused({ diagnostics }) {
  const [first] = diagnostics.filter(({ severity }) => severity === "error");
  return new RuntimeError("preflight-refused", first?.message ?? "the preflight refuses the statement", {
    diagnostics,
  });
}
function fallbackOf(compiled) {
  if (compiled.lane === "substrait" || compiled.fallback === void 0) return {};
  const { code, reason } = compiled.fallback;
  return { fallback: { code, reason } };
}

// src/engine-backed-session.ts
var EngineBackedSession = class {
  tables;
  #engine;
  #stages;
  #choices;
  #runs;
  #closing;
  constructor({ engine, tables, preflight, options }) {
    this.tables = tables;
    this.#engine = engine;
    this.#stages = { engine, preflight, tableNames: () => tables.names() };
    this.#choices = { preflight: options.preflight ?? "enforce", lane: options.lane ?? "prefer-substrait" };
    this.#runs = new LiveRuns(options.diagnostics);
  }
  // The rows are what the engine gives: their type is the caller's word, or what the schema makes of them.
  // biome-ignore lint/suspicious/noExplicitAny: one implementation stands behind two signatures that differ in the type of the rows.
  async query(sql2, options = {}) {
    checkQueryOptions(options);
    const query = this.#runs.begin(options.label ?? "query", sql2, options);
    return startExecution(query, options, () => compileQuery(this.#stages, query, this.#chosen(options)));
  }
  async compile(sql2, options = {}) {
    checkCompileOptions(options);
    const plan = await this.#runs.during(options.label ?? "compile", sql2, options, (query) =>
      compileQuery(this.#stages, query, this.#chosen(options)),
    );
    return new EngineBackedQuery(sql2, plan, this.#runs);
  }
  async explain(sql2, options = {}) {
    checkExplainOptions(options);
    const { analyze = false, parameters: parameters2 } = options;
    return this.#runs.during(options.label ?? "explain", sql2, options, async (query) => {
      const plan = await compileQuery(this.#stages, query, this.#chosen(options));
      return plan.explain({
        ...query.limits(),
        analyze,
        ...(parameters2 === void 0 ? {} : { parameters: parameters2 }),
      });
    });
  }
  async preflight(sql2, options = {}) {
    this.#runs.assertOpen();
    return this.#stages.preflight.check(sql2, { tables: this.tables.names(), signal: options.signal });
  }
  delta(uri, options) {
    this.#runs.assertOpen();
    return this.#engine.delta(uri, options);
  }
  capabilities() {
    return { engine: capabilities(), lanes: ["sql"] };
  }
  close() {
    this.#closing ??= this.#close();
    return this.#closing;
  }
  [Symbol.asyncDispose]() {
    return this.close();
  }
  async #close() {
    this.#runs.close();
    await this.#engine.close();
    await this.#stages.preflight.close();
    await this.#runs.endAll();
  }
  #chosen({ preflight, lane }) {
    return { preflight: preflight ?? this.#choices.preflight, lane: lane ?? this.#choices.lane };
  }
};

// src/session-tables.ts
var EngineTables = class {
  #engine;
  #names;
  constructor(engine) {
    this.#engine = engine;
  }
  async register(name, source) {
    const description = await this.#engine.registerTable(name, source);
    this.#names = void 0;
    return description;
  }
  async deregister(name) {
    const existed = await this.#engine.deregisterTable(name);
    this.#names = void 0;
    return existed;
  }
  list() {
    return this.#engine.tables();
  }
  async schema(name) {
    const plan = await this.#engine.prepare(`SELECT * FROM "${name.replaceAll('"', '""')}"`);
    return plan.schema;
  }
  /** The names of the registered tables. */
  names() {
    this.#names ??= this.list().map((table) => table.name);
    return this.#names;
  }
};

// src/open-session.ts
async function openSession(options = {}) {
  checkSessionOptions(options);
  const engine = EngineSession.open(options.engine);
  try {
    const tables = new EngineTables(engine);
    const preflight = createPreflight({
      policy: options.policy,
      planDryRun: (sql2, { signal }) => new KeptDryRun(engine, signal === void 0 ? {} : { signal }).run(sql2),
    });
    await Promise.all(Object.entries(options.tables ?? {}).map(([name, source]) => tables.register(name, source)));
    return new EngineBackedSession({ engine, tables, preflight, options });
  } catch (error) {
    await engine.close();
    throw error;
  }
}

// src/over-scratch.ts
var sql = "SELECT 1 AS one";
var e = EngineSession.open({ threads: 1 });
var s = await openSession({ engine: { threads: 1 } });
var off = await openSession({ engine: { threads: 1 }, preflight: "off" });
async function bare() {
  const plan = await e.prepare(sql);
  const st = await plan.execute();
  const rows = [];
  for await (const b of st) rows.push(...readRows(b));
  return rows;
}
async function full() {
  return (await s.query(sql)).rows();
}
async function noPreflight() {
  return (await off.query(sql)).rows();
}
async function time(name, f) {
  const t = [];
  for (let i = 0; i < 3e3; i++) {
    const a = performance.now();
    await f();
    t.push(performance.now() - a);
  }
  t.sort((a, b) => a - b);
  console.log(name, "p50", t[1500].toFixed(3), "p95", t[2850].toFixed(3));
}
for (let i = 0; i < 3; i++) {
  await time("bare", bare);
  await time("full", full);
  await time("off ", noPreflight);
}
process.exit(0);
