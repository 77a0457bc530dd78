/** The look of a ladder, in the page and in a file of its own. */
export const LADDER_STYLE = `
.ladder { display: block; font: 11px/1.3 system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; background: var(--page); }
.ladder text { fill: var(--ink); }
.ladder .soft { fill: var(--soft); }
.ladder .head { font-weight: 700; }
.ladder .lane { stroke: var(--line); fill: none; }
.ladder .halo { paint-order: stroke; stroke: var(--page); stroke-width: 3px; stroke-linejoin: round; }
.ladder a { text-decoration: none; cursor: pointer; }
.ladder .shaft { stroke: var(--ink); stroke-width: 1.2; fill: var(--ink); }
.ladder .repeated .shaft { stroke-dasharray: 4 3; }
.ladder .unanswered .shaft { stroke-dasharray: 1.5 3; stroke-width: 1.8; }
.ladder .deciding .shaft { stroke: var(--fail); fill: var(--fail); stroke-width: 2.4; }
.ladder .deciding text, .ladder text.deciding { fill: var(--fail); font-weight: 700; }
.ladder a:hover text, .ladder a:focus-visible text { text-decoration: underline; }
.ladder a:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
.ladder .band { fill: var(--panel); stroke: var(--line); }
.ladder .band.fault { fill: var(--open-bg); stroke: var(--open); }
.ladder .band.trouble { fill: var(--fail-bg); stroke: var(--fail); }
.ladder .band.note { fill: none; stroke: none; }
.ladder .wait { stroke: var(--soft); stroke-dasharray: 2 4; fill: none; }
.ladder .bar { fill: var(--panel); stroke: var(--soft); }
.ladder .window { stroke: var(--soft); fill: none; stroke-width: 1.4; }
.ladder .window.fail { stroke: var(--fail); stroke-width: 2.4; }
.ladder text.pass { fill: var(--pass); } .ladder text.fail { fill: var(--fail); font-weight: 700; }
.ladder text.inconclusive, .ladder text.error { fill: var(--open); font-weight: 700; }
.ladder .panel { display: none; }
.ladder .panel:target { display: block; }
.ladder .sheet { box-sizing: border-box; max-height: 100%; overflow: auto; background: var(--page); color: var(--ink); border: 2px solid var(--link); border-radius: 6px; padding: 6px 10px; }
.ladder .sheet p { margin: 0 0 4px; }
.ladder .sheet a { color: var(--link); text-decoration: underline; }
.ladder .sheet pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: 11px/1.35 ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.ladder .pick { display: flex; flex-wrap: wrap; gap: 2px 14px; margin: 0; padding: 4px 0; border: 0; color: var(--ink); }
.ladder .pick label { white-space: nowrap; }
@media print { .ladder .pick, .ladder .panel { display: none; } }
`;
