import { LADDER_STYLE } from '../ladder/ladder-style.ts';
import { PALETTE } from '../palette.ts';

/** The look of the report: light and dark by the reader's preference, and on paper. */
export const STYLE = `
${PALETTE}
${LADDER_STYLE}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
body { margin: 0 auto; padding: 1.1rem 1.5rem 4rem; max-width: 68rem; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1, h2, h3, p, dl, dd, ul, ol, blockquote { margin: 0; }
h2 { font-size: 1.25rem; margin: 2.75rem 0 .9rem; }
h3 { font-size: 1.02rem; }
a { color: var(--link); }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .86em; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.kicker { color: var(--soft); font-size: .9rem; margin-bottom: .4rem; }
.verdict { padding: .7rem 1.2rem .8rem; border-radius: 10px; border-left: 8px solid currentColor; }
.verdict h1 { font-size: clamp(1.4rem, 4vw, 2rem); line-height: 1.15; letter-spacing: .02em; }
.verdict p { color: var(--ink); }
.verdict .who { margin-top: .15rem; font-weight: 600; }
.verdict.conformant { color: var(--pass); background: var(--pass-bg); }
.verdict.passed { color: var(--link); background: var(--panel); }
.verdict.non-conformant, .verdict.failed, .verdict.stale-baseline { color: var(--fail); background: var(--fail-bg); }
.verdict.incomplete, .verdict.known-failures, .verdict.flaky { color: var(--open); background: var(--open-bg); }
.failures > h2 { margin-top: 1.1rem; color: var(--fail); }
.failure { border: 1px solid var(--fail); border-left: 6px solid var(--fail); border-radius: 8px; padding: .55rem .9rem .6rem; margin: 0 0 .7rem; scroll-margin-top: 1rem; overflow-wrap: anywhere; }
.failure > summary { color: var(--ink); font-size: 1rem; }
.failure .mark { color: var(--fail); font-weight: 700; }
.failure .name { color: var(--soft); margin-left: .4rem; }
.failure .told { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: .3rem 1.4rem; margin-top: .45rem; }
.failure dl div { display: grid; grid-template-columns: 6.2rem minmax(0, 1fr); gap: .5rem; padding: .12rem 0; }
.failure dt { color: var(--soft); font-size: .86rem; padding-top: .1rem; }
.failure .rule { color: var(--soft); }
.failure .seen b, .failure .over { color: var(--fail); }
.failure .command { background: var(--panel); padding: .1rem .4rem; border-radius: 4px; overflow-wrap: anywhere; }
.failure .decided p { color: var(--soft); font-size: .86rem; }
.failure pre { white-space: pre-wrap; font-size: .8rem; margin: .2rem 0 0; }
.failure mark { color: inherit; background: var(--fail-bg); font-weight: 700; text-decoration: underline; text-decoration-color: var(--fail); text-underline-offset: 2px; }
.failure .more, .failure .blocked { font-size: .86rem; margin-top: .3rem; }
.failure .more a, .failure .blocked a { margin-right: .4rem; }
.scroll { overflow: auto; max-height: 85vh; border: 1px solid var(--line); border-radius: 6px; }
.ladder-of { margin: .6rem 0; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .7rem 1.6rem; margin-top: 1.4rem; }
.facts dt { color: var(--soft); font-size: .8rem; }
.facts dd { overflow-wrap: anywhere; }
.facts .wide { grid-column: 1 / -1; }
.open ul { padding-left: 1.2rem; }
.findings ol { list-style: none; padding: 0; }
.findings li { padding: .7rem 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.like { color: var(--soft); font-size: .86rem; }
.like a { margin-right: .5rem; }
.phrase { color: var(--soft); }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: 600; }
.dr { table-layout: fixed; }
.dr th, .dr td { border: 1px solid var(--line); padding: .5rem; vertical-align: top; }
.dr thead th { background: var(--panel); }
.dr th:first-child { width: 17%; }
.dr td { height: 1px; }
.tile { display: grid; grid-template-columns: 1fr auto; gap: .15rem .6rem; align-content: start; height: 100%; padding: .6rem .7rem; border-radius: 7px;
  text-decoration: none; color: var(--ink); position: relative; }
.tile:hover .title, .tile:focus-visible .title { text-decoration: underline; }
.tile .id { font-weight: 700; white-space: nowrap; }
.tile .count { font-size: .85rem; }
.tile .title { grid-column: 1 / -1; font-size: .92rem; }
.tile .figures { grid-column: 1 / -1; color: var(--soft); font-size: .8rem; }
.tile.pass { background: var(--pass-bg); } .tile.pass .id, .tile.pass .count { color: var(--pass); }
.tile.fail { background: var(--fail-bg); } .tile.fail .id, .tile.fail .count { color: var(--fail); }
.tile.error, .tile.inconclusive { background: var(--open-bg); }
.tile.error .id, .tile.inconclusive .id, .tile.error .count, .tile.inconclusive .count { color: var(--open); }
.tile.not-applicable { background: var(--off-bg); }
.unrun { color: var(--soft); padding: .6rem .7rem; }
.suite h3 { margin: 1.4rem 0 .6rem; }
.source { color: var(--soft); font-size: .86rem; margin-top: .8rem; overflow-wrap: anywhere; }
.verdict ~ .kicker { margin-top: 1.6rem; }
.below { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: .6rem; }
.cell { border: 1px solid var(--line); border-radius: 10px; padding: 1.1rem 1.3rem; margin-bottom: 1.2rem; scroll-margin-top: 1rem; }
.cell header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .2rem 1rem; align-items: baseline; }
.cell .name { font-weight: 400; }
.place, cite, .files { color: var(--soft); font-size: .86rem; font-style: normal; }
blockquote { border-left: 3px solid var(--line); padding: .1rem 0 .1rem .9rem; margin: .7rem 0 .9rem; }
.checks th, .checks td { padding: .55rem .8rem .55rem 0; border-top: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
.checks thead th { border: 0; color: var(--soft); font-size: .8rem; font-weight: 400; padding-bottom: .2rem; }
.checks td:first-child { width: 8.5rem; }
.checks tbody th { width: 14rem; font-weight: 400; }
.checks tbody th code { font-weight: 600; }
.checks tbody th .phrase { display: block; font-size: .86rem; }
.checks tr:target, .cell:target { outline: 2px solid var(--link); outline-offset: 3px; }
ul.figures { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .1rem 1.2rem; color: var(--soft); font-size: .86rem; }
ul.figures b { color: var(--ink); font-variant-numeric: tabular-nums; }
.advisory { font-size: .9rem; margin-top: .3rem; }
details { margin-top: .35rem; }
summary { cursor: pointer; color: var(--soft); font-size: .86rem; }
pre { margin: .4rem 0 0; padding: .6rem .8rem; background: var(--panel); border-radius: 6px; overflow-x: auto; line-height: 1.45; }
.files { margin-top: .8rem; }
.badge { display: inline-block; white-space: nowrap; padding: .05rem .5rem; border-radius: 999px; font-size: .8rem; font-weight: 600; }
.badge.pass { color: var(--pass); background: var(--pass-bg); }
.badge.fail { color: var(--fail); background: var(--fail-bg); }
.badge.error, .badge.inconclusive { color: var(--open); background: var(--open-bg); }
.badge.tag { color: var(--open); background: var(--open-bg); border: 1px dashed currentColor; }
.badge.tag.stale, .badge.tag.expired { color: var(--fail); background: var(--fail-bg); }
.remark { font-size: .9rem; font-weight: 600; margin-top: .3rem; }
.attempts { font-size: .9rem; padding-left: 1.4rem; margin-top: .3rem; }
.badge.not-applicable { color: var(--off); background: var(--off-bg); }
.legend dl { display: grid; gap: .45rem; margin-bottom: .8rem; }
.legend dl div { display: grid; grid-template-columns: 9rem 1fr; gap: .6rem; }
.untested h2, .deviations h2 { font-size: 1.02rem; margin: 1.4rem 0 .4rem; }
.untested ul, .deviations ul { padding-left: 1.2rem; overflow-wrap: anywhere; }
.untested, .deviations { font-size: .92rem; }
.signatures { display: none; }
.signatures > div { flex: 1; }
.signatures .line { border-top: 1px solid currentColor; margin-top: 2rem; font-size: .8rem; color: var(--soft); }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .86rem; }
footer a, .files a { margin-right: .8rem; }
@media (max-width: 44rem) {
  body { padding: .7rem .8rem 3rem; }
  .failure .told { grid-template-columns: minmax(0, 1fr); }
  .failure dl div { grid-template-columns: 1fr; gap: 0; }
  .verdict { padding: .5rem .8rem .6rem; }
  .verdict .score { font-size: .86rem; }
  .dr thead { display: none; }
  .dr, .dr tbody, .dr tr, .dr td, .dr th { display: block; width: auto; height: auto; border: 0; }
  .dr tbody th, .dr th:first-child { padding: 1rem 0 .2rem; width: auto; }
  .dr td { padding: .25rem 0; }
  .checks thead { display: none; }
  .checks, .checks tbody, .checks tr, .checks td, .checks th { display: block; width: auto; }
  .checks tbody th, .checks td { width: auto; border: 0; padding: .15rem 0; }
  .checks td:first-child, .checks tbody th { width: auto; }
  .checks tr { border-top: 1px solid var(--line); padding: .6rem 0; }
}
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #444; --line: #bbb; --page: #fff; --panel: #f4f4f4; --link: #000;
    --pass: #0b4f1f; --pass-bg: #eef8f0; --fail: #8f0d16; --fail-bg: #fdeeed; --open: #5f3b00; --open-bg: #fff8e4; --off: #444; --off-bg: #f1f1f1; }
  @page { size: A4; margin: 15mm 15mm 18mm; font: 7.5pt system-ui, sans-serif; }
  html { font-size: 11.5px; }
  body { max-width: none; padding: 0; font-size: 1rem; line-height: 1.35; }
  h2 { font-size: 11pt; margin: 1.1em 0 .35em; }
  main { display: flex; flex-direction: column; }
  .signatures { display: flex; gap: 2rem; margin-top: 1.2rem; break-inside: avoid; break-after: page; }
  main > section, .open, .failures { order: 3; }
  main > .suite, main > .untested, main > .deviations { order: 1; }
  main > .signatures { order: 2; }
  .suite { break-inside: avoid; }
  .suite h2 { margin-top: .6em; }
  .suite h3 { margin: .5em 0 .25em; }
  .dr th, .dr td { padding: .2rem; }
  .tile { padding: .2rem .35rem; gap: 0 .3rem; font-size: 7.5pt; line-height: 1.25; }
  .tile .count, .tile .title, .tile .figures { font-size: 7pt; }
  .below { grid-template-columns: repeat(3, 1fr); gap: .2rem; }
  .source { margin-top: .3em; font-size: 7pt; }
  .cell { padding: .5rem .7rem; margin-bottom: .5rem; }
  .checks th, .checks td { padding: .18rem .5rem .18rem 0; }
  .checks td:first-child { width: 6.5rem; }
  .checks tbody th { width: 14.5rem; }
  .checks tbody th code { white-space: nowrap; }
  blockquote { margin: .25rem 0 .3rem; }
  .files, .legend, .ladder-of:not([open]) { display: none; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .tile, .dr, .below, .checks tr, .findings li, .verdict, .failure { break-inside: avoid; }
  .cell header, h2, h3, blockquote { break-after: avoid; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  details::details-content { content-visibility: visible; display: block; }
  .checks tr.pass details::details-content, .checks tr.not-applicable details::details-content { display: none; }
  .checks tr.pass summary { list-style: none; }
  .tile { border: 1px solid var(--line); }
  a { text-decoration: none; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
`;
