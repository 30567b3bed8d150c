/** The look of the page, light and dark. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --card: #ffffff; --line: #dfe3e8; --text: #1c2430; --quiet: #66717f; --accent: #2563c9;
  --ok: #1a7f4b; --warning: #a15c00; --error: #c2293a; --aborted: #7a5cc0;
  --heat: #f08a24; --bar: #7aa7e8; --engine: #b9c6d8; --flow: #b4bfcc; --code: #f1f3f6; --mark: #fde2e4; --mark-warning: #fdefd2;
  --skipped-0: #cfd6df; --skipped-1: #e1e6ec; --skipped-2: #eef1f4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #11151b; --card: #1a2028; --line: #2d3642; --text: #e3e8ef; --quiet: #93a0b0; --accent: #7fb0ff;
    --ok: #4cc38a; --warning: #f0b35a; --error: #ff7b86; --aborted: #b9a3f5;
    --heat: #ff8a1f; --bar: #3f6fb5; --engine: #4b596b; --flow: #4d5a69; --code: #131820; --mark: #5c2228; --mark-warning: #54401a;
    --skipped-0: #465261; --skipped-1: #364150; --skipped-2: #2b3541;
  }
}
* { box-sizing: border-box; }
body { margin: 0; display: grid; grid-template-columns: 270px minmax(0, 1fr); min-height: 100vh; background: var(--page); color: var(--text);
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
code, pre, .sql { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace; font-size: 12.5px; }
h1, h2, h3, p, dl, ol, ul, pre { margin: 0; }
nav { border-right: 1px solid var(--line); background: var(--card); padding: 18px 10px; position: sticky; top: 0; height: 100vh; overflow: auto; }
nav h1 { font-size: 15px; padding: 0 8px 2px; }
nav > p { padding: 0 8px 10px; font-size: 12px; }
nav a { display: grid; grid-template-columns: 10px minmax(0, 1fr) auto; gap: 0 8px; align-items: baseline; padding: 5px 8px; border-radius: 6px; color: inherit; text-decoration: none; }
nav a:hover, nav a:focus-visible { background: var(--page); }
nav a span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
nav a .snippet { grid-column: 2 / -1; color: var(--quiet); font: 11.5px/1.4 ui-monospace, Menlo, Consolas, monospace; }
nav a .quiet { font-size: 12px; }
.dot { width: 8px; height: 8px; border-radius: 50%; background: var(--quiet); align-self: center; }
.dot.ok { background: var(--ok); } .dot.error { background: var(--error); } .dot.aborted { background: var(--aborted); }
main { padding: 22px 28px 60px; min-width: 0; }
/* One run at a time: the one that the address names, else the latest. */
article { display: none; scroll-margin-top: 22px; }
article:target, main:not(:has(article:target)) article:last-of-type { display: block; }
article > * + * { margin-top: 14px; }
h2 { font-size: 20px; line-height: 1.3; }
h3 { font-size: 12px; font-weight: 600; letter-spacing: .04em; text-transform: uppercase; color: var(--quiet); margin-bottom: 10px; }
.quiet { color: var(--quiet); }
.badge { font-size: 12px; font-weight: 600; padding: 2px 9px; border-radius: 99px; vertical-align: 3px; color: var(--card); background: var(--quiet); }
.badge.ok { background: var(--ok); } .badge.error { background: var(--error); } .badge.aborted { background: var(--aborted); }
b.ok { color: var(--ok); } b.warning { color: var(--warning); } b.error { color: var(--error); } b.information { color: var(--accent); }
.failure { margin-top: 8px; padding: 8px 12px; border-left: 3px solid var(--error); background: var(--card); white-space: pre-wrap; overflow-wrap: anywhere; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 16px; min-width: 0; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(340px, 1fr)); gap: 14px; }
.columns:empty { display: none; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 5px 16px; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
.sql { background: var(--code); border-radius: 7px; padding: 10px 0; overflow: auto; line-height: 1.65; }
.sql ol { padding: 0 14px 0 48px; white-space: pre-wrap; overflow-wrap: anywhere; }
.sql li { color: var(--text); } .sql li::marker { color: var(--quiet); }
mark { color: inherit; background: var(--mark); border-bottom: 2px solid var(--error); border-radius: 2px; }
mark.warning, mark.information { background: var(--mark-warning); border-color: var(--warning); }
.findings { list-style: none; padding: 10px 0 0; display: grid; gap: 4px; white-space: pre-line; }
.table-files + .table-files { margin-top: 12px; }
.files-bar { display: flex; gap: 2px; height: 14px; margin: 4px 0; border-radius: 4px; overflow: hidden; }
.part { flex-basis: 0; min-width: 3px; } .part.read { background: var(--accent); }
.part.skipped-0 { background: var(--skipped-0); } .part.skipped-1 { background: var(--skipped-1); } .part.skipped-2 { background: var(--skipped-2); }
.plan, .wide { overflow: auto; }
.plan svg { display: block; margin: 0 auto; }
svg text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; fill: var(--text); }
.box { fill: var(--card); stroke: var(--line); stroke-width: 1.2; } .heat { fill: var(--heat); }
.inside { overflow: hidden; }
.operator:hover .box { stroke: var(--accent); }
svg .name { font-weight: 600; font-size: 13px; } svg .flow-rows { paint-order: stroke; stroke: var(--card); stroke-width: 4px; }
svg .flow-rows, svg .axis { fill: var(--quiet); font-size: 11px; } svg .facts { fill: var(--text); opacity: .7; font-size: 11px; }
svg .measure { fill: var(--text); font-size: 11.5px; font-variant-numeric: tabular-nums; }
.flow { fill: none; stroke: var(--flow); stroke-linecap: round; }
.tick { stroke: var(--line); } .bar { fill: var(--bar); } .bar.run { fill: var(--accent); } .bar.engine { fill: var(--engine); } .bar.failed { fill: var(--error); }
table { border-collapse: collapse; width: 100%; margin-top: 8px; }
th, td { text-align: left; padding: 5px 8px; border-top: 1px solid var(--line); vertical-align: top; }
th { color: var(--quiet); font-weight: 500; font-size: 12px; border-top: 0; } td:first-child { white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.detail { font: 12px/1.5 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; } td .quiet { font-size: 12px; }
details { margin-top: 8px; } summary { cursor: pointer; color: var(--accent); }
details pre { background: var(--code); border-radius: 7px; padding: 10px 14px; margin-top: 6px; overflow: auto; }
@media (max-width: 860px) { body { grid-template-columns: minmax(0, 1fr); } nav { position: static; height: auto; max-height: 34vh; border-right: 0; border-bottom: 1px solid var(--line); } main { padding: 16px; } }
@media print { nav { display: none; } body { display: block; } article { display: block; } }
`;
