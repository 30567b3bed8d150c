import { avg, compileLane, count, inspectPlan, int32, schema, string, table } from "@causeway/substrait-lane";

const flights = table("flights", schema({ origin: string, delay: int32 }));
const airports = table("airports", schema({ code: string, city: string }));

const late = flights
  .filter((f) => f.delay.gt(60))
  .join(airports, (f, a) => f.origin.eq(a.code))
  .aggregate(["city"], (f) => ({ n: count(), mean: avg(f.delay) }))
  .sort((r) => [r.n.desc()])
  .limit(10);

const compiled = await compileLane(late, { lane: "prefer-substrait" });
if (compiled.lane === "substrait") {
  const [first] = inspectPlan(compiled.planBytes).tables;
  console.log(first?.name, first?.columns); // [ 'flights' ] [ 'origin', 'delay' ]
}
