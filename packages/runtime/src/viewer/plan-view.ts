import type { OperatorPart } from "@causeway/obs";
import { cutText, formatCount, formatMs } from "./format.js";
import { type Html, html } from "./html.js";
import { box, layOutPlan, type PlacedFlow, type PlacedOperator } from "./plan-layout.js";

/** Room around the drawing, in pixels. */
const margin = 6;

/** The tree of operators, each with its rows and its time, and the hotter the more of the time it took. */
export function planView(root: OperatorPart): Html {
  return html`<section class="card"><h3>Plan</h3>${drawing(root)}${operatorTable(root)}</section>`;
}

function drawing(root: OperatorPart): Html {
  const { operators, flows, width, height } = layOutPlan(root);
  const totalMs = operators.reduce((sum, { operator }) => sum + (operator.elapsedMs ?? 0), 0);
  const [w, h] = [width + 2 * margin, height + 2 * margin];
  return html`<div class="plan"><svg viewBox="${-margin} ${-margin} ${w} ${h}" width="${w}" height="${h}" role="img" aria-label="Plan with ${operators.length} operators">
${flows.map(flowLine)}
${operators.map((placed) => operatorBox(placed, totalMs))}
</svg></div>`;
}

/** A line from an operator up to the one that it feeds: the more rows, the thicker. */
function flowLine({ from, into }: PlacedFlow): Html {
  const { rows } = from.operator;
  const [x1, y1] = [from.x + box.width / 2, from.y];
  const [x2, y2] = [into.x + box.width / 2, into.y + box.height];
  const bend = (y1 + y2) / 2;
  const width = (1 + Math.log10(1 + (rows ?? 0)) * 0.9).toFixed(1);
  // On the side that the line bends away from.
  const side = x1 < x2 ? { x: x1 - 9, anchor: "end" } : { x: x1 + 9, anchor: "start" };
  const label =
    rows === undefined
      ? undefined
      : html`<text class="flow-rows" x="${side.x}" y="${y1 - 8}" text-anchor="${side.anchor}">${formatCount(rows, "row", "rows")}</text>`;
  return html`<path class="flow" d="M${x1},${y1}C${x1},${bend} ${x2},${bend} ${x2},${y2}" stroke-width="${width}"/>${label}`;
}

function operatorBox({ operator, x, y }: PlacedOperator, totalMs: number): Html {
  const { name, elapsedMs } = operator;
  const share = totalMs === 0 ? 0 : (elapsedMs ?? 0) / totalMs;
  const facts = factsOf(operator);
  const percent = share < 0.005 ? "" : ` · ${Math.round(share * 100)} %`;
  return html`<g class="operator" transform="translate(${x},${y})"><title>${operator.detail}</title>
<rect class="box" width="${box.width}" height="${box.height}" rx="8"/><rect class="heat" width="${box.width}" height="${box.height}" rx="8" fill-opacity="${(share * 0.55).toFixed(3)}"/>
<svg class="inside" width="${box.width - 8}" height="${box.height}"><text class="name" x="12" y="20">${cutText(name, 30)}</text>
<text class="facts" x="12" y="35">${cutText(facts, 36)}</text>
<text class="measure" x="12" y="51">${elapsedMs === undefined ? "" : `${formatMs(elapsedMs)}${percent}`}</text></svg></g>`;
}

/** What the operator does, as its line in the plan says after its name. */
function factsOf({ name, detail }: OperatorPart): string {
  const files = /file_groups=\{(\d+ groups?)/.exec(detail)?.[1];
  const type = /file_type=(\w+)/.exec(detail)?.[1];
  if (files !== undefined) return [type, files].filter((fact) => fact !== undefined).join(", ");
  return detail.startsWith(`${name}: `) ? detail.slice(name.length + 2) : "";
}

/** All that was measured, for those who look closer. */
function operatorTable(root: OperatorPart): Html {
  const rows = flattened(root, 0).map(
    ({ operator, depth }) => html`<tr><td style="padding-left:${8 + depth * 14}px">${operator.name}</td>
<td class="number">${operator.rows?.toLocaleString("en-US") ?? ""}</td>
<td class="number">${operator.elapsedMs === undefined ? "" : formatMs(operator.elapsedMs)}</td>
<td><div class="detail">${operator.detail}</div><div class="quiet">${metricsText(operator.metrics)}</div></td></tr>`,
  );
  return html`<details><summary>All operators and what they measured</summary>
<div class="wide"><table><thead><tr><th>operator</th><th class="number">rows</th><th class="number">time</th><th>detail</th></tr></thead><tbody>${rows}</tbody></table></div></details>`;
}

function flattened(operator: OperatorPart, depth: number): { operator: OperatorPart; depth: number }[] {
  return [{ operator, depth }, ...operator.children.flatMap((child) => flattened(child, depth + 1))];
}

function metricsText(metrics: Readonly<Record<string, number>>): string {
  return Object.entries(metrics)
    .filter(([, value]) => value !== 0)
    .map(([name, value]) => `${name} ${value.toLocaleString("en-US")}`)
    .join(" · ");
}
