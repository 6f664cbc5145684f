/**
 * One sheet for screens of every width, for the dark, and for paper: tables and charts that are wider than the screen scroll by
 * themselves, and on paper every number stands without the dossiers behind it.
 */
export const PAGE_STYLE = `:root{color-scheme:light dark;--ink:#1c1c1c;--paper:#fff;--line:#c4cad1;--head:#eef2f6;--soft:#5c5c5c;--yes:#1f6b40;--no:#a3271d;--link:#1d4f86}
@media (prefers-color-scheme:dark){:root{--ink:#e6e6e6;--paper:#15181c;--line:#3f4650;--head:#20262d;--soft:#a8adb4;--yes:#6fcf97;--no:#ff8a7d;--link:#8ab8f0}}
*{box-sizing:border-box}
body{font:15px/1.45 system-ui,sans-serif;max-width:1100px;margin:0 auto;padding:1.5rem 1rem 3rem;color:var(--ink);background:var(--paper)}
h1{font-size:1.7rem;line-height:1.2;margin:.5rem 0}h2{margin:2.2rem 0 .4rem;font-size:1.3rem}h3{margin:1.2rem 0 .3rem;font-size:1.05rem}
a{color:var(--link)}nav ul{columns:16rem;padding-left:1.2rem}
.scroll{overflow-x:auto;margin:.4rem 0 1.4rem}.scroll:focus-visible,summary:focus-visible,a:focus-visible{outline:2px solid var(--link);outline-offset:2px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{border:1px solid var(--line);padding:.3rem .5rem;text-align:right;vertical-align:top}
thead th{background:var(--head);vertical-align:bottom;text-align:center}
tbody th{font-weight:normal;text-align:left}tfoot th,tfoot td{background:var(--head);font-weight:bold}
.text{text-align:left;min-width:9rem}.source{text-align:left;font-size:12px;color:var(--soft);min-width:15rem}.short{white-space:nowrap}
.yes{color:var(--yes);font-weight:600}.no{color:var(--no);font-weight:600}.none{color:var(--soft);font-style:italic}
details summary{cursor:pointer;white-space:nowrap;text-decoration:underline dotted;text-underline-offset:3px}
details ul{margin:.3rem 0;padding-left:1.2rem;text-align:left;font:12px ui-monospace,monospace;word-break:break-all;max-height:16rem;overflow:auto}
figure{margin:1rem 0;background:#fff;border-radius:6px;overflow-x:auto}figure svg{display:block;width:100%;height:auto;min-width:40rem}
@media print{:root{color-scheme:light;--ink:#000;--paper:#fff;--line:#999;--head:#eee;--soft:#444;--yes:#000;--no:#000;--link:#000}
@page{size:A4 landscape;margin:12mm}body{max-width:none;padding:0;font-size:10.5pt}nav,details ul{display:none}
details summary{list-style:none;text-decoration:none}summary::-webkit-details-marker{display:none}
.scroll,figure{overflow:visible}figure,tr{break-inside:avoid}figure svg{min-width:0;max-height:78mm}section{break-before:page}h2,h3{break-after:avoid}thead{display:table-header-group}}`
