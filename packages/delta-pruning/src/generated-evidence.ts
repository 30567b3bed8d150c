import { bytesAfter } from "./byte-order.js";
import { mostZoneOffset } from "./calendar.js";
import { type TypeTraits, traitsOf } from "./column-type.js";
import { nextUp } from "./doubles.js";
import { columnOf } from "./expression.js";
import { regionsOfExpression } from "./expression-regions.js";
import { mayBeFalse, mayBeNull, mayBeTrue, type Outcomes } from "./outcome.js";
import type { PartitionCell } from "./partition-values.js";
import { preimage } from "./preimage.js";
import { type Cut, makeRegions, outcomesGiven, type Regions } from "./regions.js";
import type { SchemaColumn, TableSchema } from "./table-schema.js";

/** The partition columns that are generated from a column. */
export function generatedFrom(
  schema: TableSchema,
  column: string,
  columns: ReadonlySet<string>,
): readonly SchemaColumn[] {
  return [...schema.values()].filter(
    ({ name, generatedFrom: from }) => from !== undefined && columns.has(name) && columnOf(from) === column,
  );
}

/**
 * What a condition on a column may give in a partition that is generated from the column. The value of the partition says where the values of the
 * column lie: `date = 2026-03-01`, generated as `CAST(ts AS DATE)`, says that `ts` is of that day.
 *
 * Of a timestamp with a zone, the date was taken in the zone of the writer's session, which the log does not tell: the day is widened by 14 hours
 * on either side. Undefined when the value says nothing.
 */
export function outcomesInPartition(
  condition: Regions,
  source: SchemaColumn,
  partition: SchemaColumn,
  cell: PartitionCell,
): Outcomes | undefined {
  if (cell.kind !== "value" || cell.mayBeNull || partition.generatedFrom === undefined) return undefined;
  const { cuts } = condition;
  const [first, last] = [cuts[0], cuts.at(-1)];
  const context = {
    type: source.type,
    // Beyond the outer cuts the condition is the same everywhere.
    span: () => (typeof first === "bigint" && typeof last === "bigint" ? { from: first, to: last } : undefined),
  };
  const evidence = regionsOfExpression(partition.generatedFrom, context, (result) => {
    const known = traitsOf(partition.type);
    return sameOrder(result, known) ? regionsOfPoint(cell.value, known) : "the partition is of another type";
  });
  if (typeof evidence === "string") return undefined;
  const { family, domain } = traitsOf(source.type);
  const isLocal = family === "timestamp" && typeof partition.generatedFrom !== "string";
  // The column is not null: its function would be null too. NaN is in no region, and among doubles may be there all the same.
  return outcomesGiven(
    {
      ...(isLocal ? widenZone(evidence) : evidence),
      onNull: mayBeFalse,
      onNaN: domain === "double" ? mayBeTrue : mayBeFalse,
    },
    condition,
  );
}

/** True when the values of a generated column stand in the order of the results of its expression, unit for unit. */
function sameOrder(result: TypeTraits, partition: TypeTraits): boolean {
  const isTime = (family: string): boolean => family === "timestamp" || family === "timestamp_ntz";
  if (isTime(result.family) && isTime(partition.family)) return true;
  return result.family === partition.family && result.scale === partition.scale;
}

function regionsOfPoint(value: Cut, { domain }: TypeTraits): Regions {
  const after =
    domain === "bytes"
      ? bytesAfter(value as Uint8Array)
      : domain === "double"
        ? nextUp(value as number)
        : (value as bigint) + 1n;
  return makeRegions([value, after], [mayBeFalse, mayBeTrue, mayBeFalse], mayBeNull, mayBeFalse);
}

function widenZone(evidence: Regions): Regions {
  return preimage(evidence, {
    reach: (time) => ({ from: (time as bigint) - mostZoneOffset, to: (time as bigint) + mostZoneOffset }),
  });
}
