import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openWorkplace } from "../workplace.js";
import { foreignCorpus } from "./foreign-corpus.js";
import { judgeCorpus } from "./judged-corpus.js";
import { summaryLines } from "./summary.js";

const workplace = await openWorkplace(process.env);
const corpus = await foreignCorpus(workplace);
const [only] = process.argv.slice(2);
const files = corpus.files.filter((file) => only === undefined || file.includes(only));
const judged = await judgeCorpus({ ...corpus, files }, (file) => workplace.progress(file));
const path = join(workplace.cache, "foreign-selects.jsonl");
await writeFile(path, judged.outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join(""));
for (const line of summaryLines(judged)) console.log(line);
workplace.progress(`each SELECT: ${path}`);
const { wrong, crashes } = { wrong: judged.outcomes.filter(({ lanes }) => lanes === "wrong"), crashes: judged.crashes };
process.exitCode = wrong.length + crashes.length === 0 ? 0 : 1;
