import { chooseBenchmarks } from "./choose-benchmarks.js";
import { keepReport } from "./report/keep-report.js";
import { describeConditions } from "./report/machine.js";
import { openWorkplace } from "./workplace.js";

const benchmarks = chooseBenchmarks(process.argv.slice(2));
const workplace = await openWorkplace(process.env);
const conditions = describeConditions(new Date());
for (const benchmark of benchmarks) {
  workplace.progress(`\n${benchmark.title} …`);
  await keepReport(workplace, benchmark, await benchmark.run(workplace), conditions);
}
