/**
 * Looks pasted receipts up in the transfers that the page itself holds. Plain script of an older kind, for whichever
 * browser a report is opened with in ten years.
 */
export const receiptScript = `
(function(){
var data=JSON.parse(document.getElementById("report-data").textContent);
var rows=null;
function index(){
  if(rows)return rows;
  rows={};
  document.getElementById("report-transfers").textContent.split("\\n").forEach(function(line){
    var c=line.split(",");
    if(c.length===7)rows[c[0]+" "+c[1]]={payee:+c[2],amount:+c[3],result:c[4],entry:+c[5],chain:c[6]};
  });
  return rows;
}
function look(r){
  var row=index()[r.account+" "+r.sequence];
  if(row){
    var same=row.payee===r.payee&&row.amount===r.amountCents&&row.result===r.result&&row.entry===r.index&&row.chain===r.chain;
    return same?"found":"differs";
  }
  var t=data.transfers;
  var out=r.index>t.lastEntry||t.gaps.some(function(g){return g.from<=r.index&&r.index<=g.to});
  return out?"not-checked":"missing";
}
function parse(text){
  text=text.trim();
  if(text.charAt(0)==="[")return JSON.parse(text);
  return text.split("\\n").filter(function(l){return l.trim()!==""}).map(function(l){return JSON.parse(l)});
}
function check(){
  var out=document.getElementById("receipt-answer"),n={found:0,differs:0,missing:0,"not-checked":0},list;
  out.removeAttribute("data-state");
  try{list=parse(document.getElementById("receipt-text").value)}catch(e){list=null}
  if(list===null||!list.length||list.some(function(r){return typeof r!=="object"||r===null})){out.textContent="This is no text of receipts. 这不是凭证文本。";out.setAttribute("data-state","unread");return}
  var head=list[0].cablecut==="receipts"?list.shift():null;
  var said=[];
  if(head&&head.show!==data.show.showId)said.push("Of another show. 属于另一场演示。");
  if(head&&head.key&&head.key!==data.show.keyFingerprint)said.push("THIS REPORT NAMES ANOTHER KEY. 报告密钥不同！");
  if(!list.length){said.push("No receipts. 没有凭证。")}
  list.forEach(function(r){n[look(r)]++});
  said.push(n.found+" of "+list.length+" receipts are in the transfers, with payee, amount, entry and chain hash. 共"+list.length+"张凭证，"+n.found+"张与转账记录完全一致。");
  if(n.differs+n.missing)said.push("MISSING OR DIFFERENT: "+(n.differs+n.missing)+" 缺失或不同！");
  if(n["not-checked"])said.push("Not checked, not in the archive: "+n["not-checked"]+" 未核对（不在归档中）。");
  out.textContent=said.join(" ");
  out.setAttribute("data-state",said.length===1?"found":"attention");
}
document.getElementById("receipt-check").addEventListener("click",check);
})();
`;
