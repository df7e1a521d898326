/** The page's own look, light and fit for paper; a hall's palette is no help there. */
export const style = `
:root{color-scheme:light;--ink:#12232a;--soft:#4f6067;--line:#dae2e1;--card:#fff;--ground:#f2f4f3;--brand:#0b6470;--ok:#0b6b43;--oksoft:#ddf2e6;--amber:#7a4700;--ambersoft:#fff1d6;--missing:#c4161c}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1040px;margin:0 auto;padding:24px 20px 64px}
h1{font-size:30px;line-height:1.25;margin:0 0 4px}
h2{font-size:22px;margin:36px 0 12px;padding-top:12px;border-top:2px solid var(--line)}
h3{font-size:17px;margin:20px 0 8px}
p{margin:6px 0}
.soft,td.soft,th{color:var(--soft)}
.zh{color:inherit}
.verdict{margin:20px 0;padding:18px 22px;border:4px double var(--ok);border-radius:12px;background:var(--oksoft)}
.verdict[data-verdict=lost]{border:6px dashed var(--missing);background:#fff}
.verdict[data-verdict=not-known]{border:4px dotted var(--amber);background:var(--ambersoft)}
.verdict strong{display:block;font-size:26px;line-height:1.3}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:12px;margin:12px 0}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:12px 14px}
.card b{display:block;font-size:26px;line-height:1.25}
.missing{color:var(--missing)}
table{border-collapse:collapse;width:100%;background:var(--card);font-size:14px}
th,td{padding:5px 9px;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
td.n,th.n{text-align:right}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:12px;background:var(--card)}
svg{display:block;width:100%;height:auto}
svg text{font:13px system-ui,-apple-system,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;fill:var(--ink)}
code,.hash{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.badge{display:inline-block;border:2px solid currentColor;border-radius:6px;padding:0 8px;font-weight:700}
.rehearsal{color:var(--amber)}
textarea{width:100%;min-height:130px;font:13px ui-monospace,Menlo,Consolas,monospace;padding:10px;border:2px solid var(--line);border-radius:12px}
button{font:600 16px system-ui,sans-serif;color:#fff;background:var(--brand);border:0;border-radius:12px;padding:11px 20px;margin:8px 0}
details{margin:10px 0}
summary{cursor:pointer;font-weight:600}
@media print{body{background:#fff;font-size:12px}main{max-width:none;padding:0}h2{break-after:avoid}tr,.card,svg,.verdict{break-inside:avoid}.screen{display:none}details>*{display:block}.scroll{overflow:visible}}
`;
