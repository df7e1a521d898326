/** The page's own look, light and fit for paper; a hall's palette is no help there. */
export const style = `
:root{color-scheme:light;--ink:#12232a;--soft:#4f6067;--line:#dae2e1;--card:#fff;--ground:#f2f4f3;--brand:#0b6470;--ok:#0b6b43;--oksoft:#ddf2e6;--amber:#7a4700;--ambersoft:#fff1d6;--missing:#c4161c}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif;font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%}
main{max-width:1040px;margin:0 auto;padding:24px 20px 64px}
h1{font-size:30px;line-height:1.25;margin:0 0 4px}
h2{font-size:22px;margin:40px 0 12px;padding-top:12px;border-top:2px solid var(--line)}
h3{font-size:19px;margin:28px 0 8px}
h4{font-size:16px;margin:20px 0 8px}
p{margin:6px 0;overflow-wrap:anywhere}
.soft,td.soft,th{color:var(--soft)}
.note{border-left:6px solid var(--amber);background:var(--ambersoft);padding:8px 14px}
.verdict{margin:20px 0;padding:18px 22px;border:4px double var(--ok);border-radius:12px;background:var(--oksoft)}
.verdict[data-verdict=lost],.verdict[data-verdict=differs]{border:6px dashed var(--missing);background:#fff}
.verdict[data-verdict=not-known]{border:4px dotted var(--amber);background:var(--ambersoft)}
.verdict strong{display:block;font-size:26px;line-height:1.3}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(180px,1fr));gap:12px;margin:12px 0}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:12px 14px}
.card b{display:block;font-size:24px;line-height:1.25}
.missing{color:var(--missing)}
table{border-collapse:collapse;width:100%;background:var(--card);font-size:14px}
th,td{padding:5px 9px;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
td.n,th.n{text-align:right}
td.n{white-space:nowrap}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:12px;background:var(--card)}
figure{margin:16px 0;padding:12px 14px;background:var(--card);border:1px solid var(--line);border-radius:12px}
figcaption{font-weight:600;margin-bottom:10px}
svg{display:block;width:100%;height:auto}
svg.narrow{display:none;max-width:420px}
figure .soft{margin:8px 0 0;font-size:.9em}
code,.hash{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
code{white-space:nowrap;font-size:12px}
.badge{display:inline-block;border:2px solid currentColor;border-radius:6px;padding:0 8px;font-weight:700;font-size:.6em;vertical-align:.3em}
.rehearsal{color:var(--amber)}
textarea{width:100%;min-height:130px;font:13px ui-monospace,Menlo,Consolas,monospace;padding:10px;border:2px solid var(--line);border-radius:12px}
button{font:600 16px system-ui,sans-serif;color:#fff;background:var(--brand);border:0;border-radius:12px;padding:11px 20px;margin:8px 0;min-height:44px}
#receipt-answer:not(:empty){padding:12px 16px;border:3px solid var(--amber);border-radius:12px;background:var(--ambersoft)}
#receipt-answer[data-state=found]{border-color:var(--ok);background:var(--oksoft)}
#receipt-answer[data-state=missing]{border:4px dashed var(--missing);background:#fff}
#receipt-answer p:first-child{font-size:19px;font-weight:700}
details{margin:10px 0}
summary{cursor:pointer;font-weight:600;padding:8px 0}
@media (max-width:640px){main{padding:16px 12px 48px}h1{font-size:25px}.cards{grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:8px}.card b{font-size:20px}}
@media screen and (max-width:760px){svg.wide{display:none}svg.narrow{display:block}}
@page{margin:14mm 12mm}
@media print{body{background:#fff;font-size:11px;-webkit-print-color-adjust:exact;print-color-adjust:exact}main{max-width:none;padding:0}h1{font-size:22px}h2{font-size:16px;margin-top:22px;break-after:avoid}h3{font-size:14px;break-after:avoid}h4,figcaption,summary{font-size:12px;break-after:avoid}tr,.card,figure,.verdict,.cards{break-inside:avoid}table{font-size:9.5px}th,td{padding:3px 5px}thead{display:table-header-group}.card{padding:7px 9px}.card b{font-size:15px}.verdict strong{font-size:19px}code{font-size:7.5px}.hash{font-size:10px}.screen{display:none}.scroll{overflow:visible;border:0}}
@media print{details::details-content{content-visibility:visible;block-size:auto}}
@media print{details>*{display:block}}
`;
