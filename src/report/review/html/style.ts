/** The styles of a review. The page embeds them; its policy names their digest. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--soft:#57606a;--line:#d5dae0;--raised:#f6f8fa;--accent:#0b57a4;--good:#1a6b34;--warn:#8a5300;--bad:#b3261e;--good-bg:#e8f5ec;--warn-bg:#fdf3e0;--bad-bg:#fdecea;--net:#0b57a4;--store:#6b4a0f;--fence:#8c2f2f;--move:#5b3fa8;--vm:#e3ecf7;--mono:ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,"Liberation Mono",monospace}
@media (prefers-color-scheme:dark){:root{--bg:#14171b;--fg:#e4e8ec;--soft:#a3adb8;--line:#353c44;--raised:#1d2126;--accent:#7db7f5;--good:#6cc98a;--warn:#e5b25d;--bad:#f28b82;--good-bg:#14281b;--warn-bg:#2c2412;--bad-bg:#341a18;--net:#7db7f5;--store:#d9b46a;--fence:#ee9a9a;--move:#b8a1f5;--vm:#24303f}}
*{box-sizing:border-box}
html{scroll-padding-top:5rem}
body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
header,main{max-width:80rem;margin:0 auto;padding:0 1.25rem}
h1{font-size:1.75rem;line-height:1.2;margin:1.75rem 0 1rem}
h2{font-size:1.3rem;line-height:1.3;margin:0 0 .75rem;padding-top:1.75rem}
h3{font-size:1rem;margin:0 0 .35rem;font-weight:600;overflow-wrap:anywhere}
p{margin:.6rem 0;max-width:48rem;overflow-wrap:anywhere}
a{color:var(--accent)}
code,pre{font-family:var(--mono);font-size:.86em}
code{overflow-wrap:anywhere}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.skip{position:absolute;left:-999px}
.skip:focus{left:1rem;top:.5rem;background:var(--bg);padding:.5rem;z-index:2}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,18rem),1fr));gap:.75rem 1.5rem;margin:0 0 1.25rem}
.facts dt{color:var(--soft);font-size:.85rem}
.facts dd{margin:0;overflow-wrap:anywhere}
.facts>:last-child{grid-column:1/-1}
nav{position:sticky;top:0;background:var(--bg);border-block:1px solid var(--line);z-index:1}
nav ul{display:flex;flex-wrap:wrap;gap:.15rem 1.1rem;max-width:80rem;margin:0 auto;padding:.55rem 1.25rem;list-style:none;white-space:nowrap;font-size:.92rem}
nav a{text-decoration:none;display:inline-block;padding:.15rem 0}
nav a:hover{text-decoration:underline}
section{padding-bottom:.5rem}
.callout{border-left:4px solid var(--soft);background:var(--raised);padding:.35rem 1rem;margin:.75rem 0;border-radius:0 6px 6px 0}
.callout p{max-width:none}
.callout.good{border-color:var(--good);background:var(--good-bg)}
.callout.warn{border-color:var(--warn);background:var(--warn-bg)}
.callout.bad{border-color:var(--bad);background:var(--bad-bg)}
.scroll{overflow-x:auto;margin:.75rem 0 1.25rem}
table{border-collapse:collapse;width:100%;font-size:.92rem}
caption{text-align:left;font-weight:600;padding:.25rem 0 .4rem}
th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid var(--line)}
thead th{color:var(--soft);font-weight:500;font-size:.85rem;white-space:nowrap}
td{overflow-wrap:break-word}
td code,.facts code{overflow-wrap:anywhere;display:inline-block;max-width:100%}
table.wide{width:auto}
table.wide th,table.wide td{padding-right:1rem}
.bar{display:inline-block;width:min(14rem,100%);height:.6rem;vertical-align:middle;margin-right:.6rem;border-radius:3px}
.measure{white-space:nowrap}
.track{fill:var(--line)}
.fits,.part{fill:var(--accent)}
.tight{fill:var(--warn)}
.over,.late{fill:var(--bad)}
.time{display:block;width:100%;min-width:16rem;height:.8rem;margin-top:.35rem}
.end{fill:var(--fg)}
table.timeline th,table.timeline td{white-space:nowrap}
table.timeline td:last-child{width:60%}
table.timeline tbody th{font-weight:400}
.steps{padding-left:0;list-style:none;counter-reset:step}
.steps>li{counter-increment:step;border:1px solid var(--line);border-left:4px solid var(--line);border-radius:6px;padding:.7rem 1rem;margin:.6rem 0}
.steps>li.good{border-left-color:var(--good)}
.steps>li.warn{border-left-color:var(--warn)}
.steps>li.bad{border-left-color:var(--bad)}
.steps h3::before{content:counter(step) ". ";color:var(--soft);font-weight:400}
.steps dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:0;font-size:.92rem}
.steps dt{color:var(--soft)}
.steps dd{margin:0;overflow-wrap:anywhere}
details{border:1px solid var(--line);border-radius:6px;margin:.5rem 0;padding:0 1rem}
summary{cursor:pointer;padding:.6rem 0;overflow-wrap:anywhere}
details[open]>summary{border-bottom:1px solid var(--line)}
.listing{font-size:.85rem}
.listing th,.listing td{border:0;padding:.05rem .75rem .05rem 0}
.listing td:first-child,.listing th:first-child{color:var(--soft);text-align:right;user-select:none}
.listing code{white-space:pre-wrap;font-size:.92em}
.listing td:last-child{color:var(--soft);font-size:.92em;min-width:14rem}
.listing td:last-child span{display:block}
.listing b{font-weight:500;color:var(--fg);white-space:nowrap}
.listing tr:hover td{background:var(--raised)}
i{font-style:normal}
i.t{color:var(--net)}
i.k{color:var(--move)}
i.v{color:var(--good)}
i.m{color:var(--soft)}
i.p{color:var(--fence);font-weight:600}
.diff{overflow-x:auto;background:var(--raised);border-radius:6px;padding:.6rem .9rem;margin:.6rem 0}
.diff span{display:block;white-space:pre;width:max-content;min-width:100%}
.ins{color:var(--good);background:var(--good-bg)}
.del{color:var(--bad);background:var(--bad-bg)}
.at{color:var(--soft)}
figure{margin:.75rem 0}
figcaption{color:var(--soft);font-size:.92rem;max-width:48rem}
.topology{display:block;margin:0 auto;font-family:var(--mono);font-size:12px}
.topology text{fill:var(--fg)}
.topology .title{font-weight:700}
.topology .count{text-anchor:middle;font-size:11px;font-weight:700}
.frame{fill:none;stroke:var(--line);stroke-width:1.5;stroke-dasharray:6 4}
.box>rect:first-child{fill:var(--raised);stroke:var(--soft);stroke-width:1.2}
.host>rect:first-child{fill:var(--bg);stroke:var(--fg);stroke-width:1.5}
.network>rect:first-child,.bridge>rect:first-child{stroke:var(--net)}
.target>rect:first-child,.group>rect:first-child{stroke:var(--store)}
.box.fence>rect:first-child{stroke:var(--fence)}
.topology .vm{fill:var(--vm)}
.link{fill:none;stroke-width:1.4}
.link.network{stroke:var(--net)}
.link.storage{stroke:var(--store)}
.link.fence{stroke:var(--fence);stroke-dasharray:2 3}
.link.failover{stroke:var(--move);stroke-width:1.6}
.arrow{fill:var(--move)}
.chip{fill:var(--bg);stroke:var(--move)}
@media (max-width:44rem){
body{font-size:15px}
nav ul{flex-wrap:nowrap;overflow-x:auto}
table.stack,table.stack tbody,table.stack caption{display:block}
table.stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table.stack tr{display:block;border-bottom:1px solid var(--line);padding:.5rem 0}
table.stack td{display:grid;grid-template-columns:7.5rem 1fr;gap:.75rem;border:0;padding:.12rem 0;overflow-wrap:anywhere}
table.stack td:empty{display:none}
.measure{white-space:normal}
td code{overflow-wrap:anywhere}
table.stack td::before{content:attr(data-head);color:var(--soft)}
.steps dl{grid-template-columns:1fr}
.steps dd{margin-bottom:.3rem}
.listing tr{display:grid;grid-template-columns:2.2rem 1fr}
.listing thead{display:none}
table.timeline thead{display:none}
table.timeline tbody tr{display:grid;grid-template-columns:1fr auto auto;column-gap:1rem;padding:.4rem 0;border-bottom:1px solid var(--line)}
table.timeline tbody th,table.timeline tbody td{border:0;padding:0;white-space:normal;overflow-wrap:anywhere}
table.timeline td:last-child{grid-column:1/-1;width:auto}
table.timeline caption{white-space:normal}
.listing td:last-child{grid-column:2;padding-bottom:.3rem}
}
@media print{
nav,.skip{display:none}
body{font-size:10pt}
.scroll,.diff{overflow:visible}
.diff span{white-space:pre-wrap;overflow-wrap:anywhere;width:auto}
table,.listing,thead th{font-size:8pt}
table.wide,table.wide th{font-size:7pt}
table.wide th{overflow-wrap:anywhere}
th,td,thead th{white-space:normal;padding-right:.4rem}
td code{overflow-wrap:anywhere}
table.timeline th,table.timeline td{white-space:normal}
.listing td:last-child{min-width:0}
.listing b{white-space:normal}
.bar{width:5rem}
.measure{white-space:normal}
table.timeline td:last-child{width:40%}
.time{min-width:0}
table.wide th,table.wide td{padding-right:.2rem}
section{break-inside:auto}
tr,.steps>li,figure{break-inside:avoid}
h2,h3,caption,thead,summary{break-after:avoid}
tbody>tr:first-child{break-before:avoid}
.topology{max-width:100%;height:auto}
details::details-content{content-visibility:visible;display:block;height:auto}
a{color:inherit;text-decoration:none}
}
`;
