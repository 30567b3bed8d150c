/** Brings the protobuf compiler, and names it to the later steps of a GitHub job, whose cargo is not called through the bootstrap. */
import { appendFileSync } from "node:fs";
import { ensureProtoc } from "../bootstrap/fetched-protoc.mjs";
import { protocProgram } from "../bootstrap/repository-paths.mjs";

await ensureProtoc();
const file = process.env["GITHUB_ENV"];
if (file) appendFileSync(file, `PROTOC=${protocProgram()}\n`);
console.log(protocProgram());
