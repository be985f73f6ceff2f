import { markup } from './html-markup.js'

/** The style sheet of the HTML report: light and dark, 400 px and wider, on a screen and on paper. */
export const STYLE = markup`
:root {
  color-scheme: light dark;
  --ground: #ffffff; --raised: #f4f5f7; --ink: #1b1f24; --faint: #57606a; --line: #d0d7de;
  --pass: #1a7f37; --fail: #c01c28; --advice: #8a5a00; --idle: #57606a; --link: #0550ae;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161b; --raised: #1c222a; --ink: #e6e9ed; --faint: #a3adb8; --line: #3a434e;
    --pass: #57c774; --fail: #ff8a85; --advice: #e5b454; --idle: #a3adb8; --link: #7ab8ff;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1rem; max-width: 70rem;
  background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
}
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .25rem; border-top: 1px solid var(--line); padding-top: 1rem; }
h3 { font-size: 1rem; margin: 0; }
section.rule h2 { border: 0; margin: 0; padding: 0; }
p, ul, ol, dl { margin: .5rem 0; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { position: static; }
code, .exchanges { font-family: ui-monospace, 'DejaVu Sans Mono', monospace; font-size: .875rem; }
.conclusion { border-left: .375rem solid; padding: .5rem .75rem; background: var(--raised); font-size: 1.125rem; font-weight: 600; }
.faint { color: var(--faint); }
.pass { color: var(--pass); } .fail, .error { color: var(--fail); } .advice, .known { color: var(--advice); }
.not-exercised { color: var(--idle); }
.mark { font-weight: 700; white-space: nowrap; }
.totals { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; list-style: none; }
.totals b { font-size: 1.25rem; }
dl.score { display: grid; grid-template-columns: minmax(8rem, 17rem) minmax(5rem, 1fr) auto; gap: .125rem .75rem; align-items: center; max-width: 48rem; }
dl.score > div { display: contents; }
dl.score dd { margin: 0; }
dl.score dd.of { font-size: .875rem; color: var(--faint); white-space: nowrap; }
dl.score b { display: inline-block; min-width: 2.5rem; text-align: right; font-size: 1.25rem; color: var(--ink); font-variant-numeric: tabular-nums; }
.meter { display: block; width: 100%; height: .75rem; background: var(--line); print-color-adjust: exact; }
.meter > span { display: block; height: 100%; background: var(--pass); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; overflow-wrap: normal; }
th, td { padding: .25rem .75rem .25rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
td:last-child { min-width: 14rem; }
.matrix td { min-width: 0; } .matrix th { min-width: 5rem; } .verdict a { font-weight: 700; white-space: nowrap; }
.verdict a.pass { color: var(--pass); } .verdict a.advice { color: var(--advice); }
.verdict a.fail, .verdict a.error { color: var(--fail); }
td.count, th.count { text-align: right; font-variant-numeric: tabular-nums; }
.rule { border: 1px solid var(--line); border-left: .375rem solid var(--idle); padding: .75rem; margin: .75rem 0; }
.rule.on-fail, .rule.on-error { border-left-color: var(--fail); }
.rule.on-advice, .rule.on-known { border-left-color: var(--advice); }
.rule.on-pass { border-left-color: var(--pass); }
dt { font-weight: 600; font-size: .875rem; color: var(--faint); }
dd { margin: 0 0 .5rem; }
.finding { font-weight: 600; margin-top: .75rem; }
.exchanges { list-style: none; padding: 0; margin: .25rem 0 0 .5rem; border-left: 2px solid var(--line); }
.exchanges li { position: relative; padding: .125rem 0 .25rem 1rem; display: grid; grid-template-columns: 12rem 1fr; gap: 0 1rem; }
.exchanges li::before {
  content: ''; position: absolute; left: -.375rem; top: .5rem; width: .625rem; height: .625rem;
  border-radius: 50%; background: var(--faint);
}
.exchanges li.on-fail::before { background: var(--fail); }
.exchanges li.on-pass::before { background: var(--pass); }
.exchanges li.more { display: block; }
.gap { color: var(--faint); }
.strip { margin: .75rem 0; }
.strip svg { display: block; width: 100%; background: var(--raised); print-color-adjust: exact; }
.strip .ends { display: flex; justify-content: space-between; font-size: .875rem; color: var(--faint); }
.strip figcaption { font-size: .875rem; color: var(--faint); }
.bar { fill: var(--line); } .served { fill: var(--pass); } .refused { fill: var(--fail); }
.busy { fill: var(--advice); } .renewed { fill: var(--link); }
.envelope { list-style: none; padding: 0; max-width: 60rem; }
.envelope li { display: grid; grid-template-columns: 19rem 1fr 16rem; gap: 0 1rem; align-items: center; padding: .25rem 0; border-bottom: 1px solid var(--line); }
.envelope svg { display: block; width: 100%; height: 1rem; background: var(--raised); print-color-adjust: exact; }
.envelope .survived { fill: var(--pass); } .envelope .failed { fill: var(--fail); } .envelope .tick { fill: var(--line); }
.envelope .wrong { grid-column: 1 / -1; font-size: .875rem; color: var(--faint); }
.envelope .ticks { position: relative; height: 1.25rem; font-size: .875rem; color: var(--faint); }
.envelope .ticks span { position: absolute; transform: translateX(-50%); white-space: nowrap; }
.envelope .ticks span:first-child { transform: none; } .envelope .ticks span:last-child { transform: translateX(-100%); }
.envelope .scale { border: 0; }
.envelope .scale .ticks { grid-column: 2; }
details { margin: .75rem 0; }
summary { cursor: pointer; padding: .25rem 0; }
@media (max-width: 40rem) {
  .exchanges li { grid-template-columns: 1fr; }
  .envelope li { grid-template-columns: 1fr; }
  .envelope .scale .ticks { grid-column: 1; }
  dl.score { grid-template-columns: 1fr auto; }
  dl.score dt { grid-column: 1 / -1; }
}
@media print {
  :root {
    color-scheme: light;
    --ground: #fff; --raised: #fff; --ink: #000; --faint: #444; --line: #999;
    --pass: #0a5c23; --fail: #a00; --advice: #6b4500; --idle: #444; --link: #000;
  }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .rule { break-inside: avoid-page; }
  h2, h3, .finding { break-after: avoid; }
  .wide { overflow: visible; }
  ::details-content { content-visibility: visible; display: block; height: auto; }
}
`
