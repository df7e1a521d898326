/**
 * Looks pasted receipts up in the transfers that the page itself holds. Plain script of an older kind, for whichever
 * browser a report is opened with in ten years.
 */
export const receiptScript = `
(function(){
var data=JSON.parse(document.getElementById("report-data").textContent);
var out=document.getElementById("receipt-answer");
var rows=null,listed=20;
function index(){
  if(rows)return rows;
  rows={};
  document.getElementById("report-transfers").textContent.split("\\n").forEach(function(line){
    var c=line.split(",");
    if(c.length===7)rows[c[0]+" "+c[1]]={payee:+c[2],amountCents:+c[3],result:c[4],index:+c[5],chain:c[6]};
  });
  return rows;
}
var fields=[["payee","payee","收款人"],["amountCents","amount in cents","金额（分）"],["result","result","结果"],["index","entry","条目"],["chain","chain hash","链哈希"]];
function look(r){
  var row=index()[r.account+" "+r.sequence];
  if(row)return {row:row,kind:fields.every(function(f){return row[f[0]]===r[f[0]]})?"found":"differs"};
  var t=data.transfers;
  var isOut=r.index>t.lastEntry||t.gaps.some(function(g){return g.from<=r.index&&r.index<=g.to});
  return {row:null,kind:isOut?"notChecked":"missing"};
}
function isReceipt(r){
  if(typeof r!=="object"||r===null)return false;
  var hasNumbers=["account","sequence","payee","amountCents","index"].every(function(f){return typeof r[f]==="number"});
  return hasNumbers&&typeof r.result==="string"&&typeof r.chain==="string";
}
function parse(text){
  text=text.replace(/^\\uFEFF/,"").trim();
  if(text==="")return [];
  if(text.charAt(0)==="[")return JSON.parse(text);
  return text.split("\\n").filter(function(l){return l.trim()!==""}).map(function(l){return JSON.parse(l)});
}
function say(en,zh){
  [["en",en],["zh",zh]].forEach(function(each){
    var p=document.createElement("p");
    p.lang=each[0];
    p.textContent=each[1];
    out.appendChild(p);
  });
}
function tell(r,found){
  var en="Number "+r.sequence+" of account "+r.account+", entry "+r.index+": ",zh="账户"+r.account+"序号"+r.sequence+"，条目"+r.index+"：";
  if(found.row===null)return say(en+"not in the transfers.",zh+"转账记录中没有。");
  fields.forEach(function(f){
    if(found.row[f[0]]!==r[f[0]])say(en+f[1]+" "+r[f[0]]+", in the transfers "+found.row[f[0]]+".",zh+f[2]+" "+r[f[0]]+"，转账记录为 "+found.row[f[0]]+"。");
  });
}
function check(){
  var list,head=null,n={found:0,differs:0,missing:0,notChecked:0},wrong=[];
  out.textContent="";
  out.removeAttribute("data-state");
  try{list=parse(document.getElementById("receipt-text").value)}catch(e){list=null}
  if(list&&list.length&&list[0]&&list[0].cablecut==="receipts")head=list.shift();
  if(list&&!list.length)return say(head?"There is no receipt in this text.":"Nothing was pasted.",head?"文本中没有凭证。":"尚未粘贴内容。");
  if(!list||!list.every(isReceipt))return say("This is no text of receipts. On the phone: Receipts, Copy all; then paste all of it.","这不是凭证文本。请在手机上：凭证，全部复制，然后完整粘贴。");
  if(head&&head.show!==data.show.showId)return say("These receipts are of another show, "+head.show+". Nothing was compared.","这些凭证属于另一场演示 "+head.show+"，未作比较。");
  list.forEach(function(r){var f=look(r);n[f.kind]++;if(f.kind==="differs"||f.kind==="missing")wrong.push([r,f])});
  var isOtherKey=head&&head.key&&head.key!==data.show.keyFingerprint;
  var bad=wrong.length>0||isOtherKey;
  out.setAttribute("data-state",bad?"missing":n.found===list.length?"found":"attention");
  if(wrong.length)say("MISSING OR DIFFERENT: "+wrong.length+" of "+list.length+" receipts.","缺失或不同："+list.length+"张凭证中有"+wrong.length+"张！");
  say(n.found+" of "+list.length+" receipts are in the transfers, with payee, amount, entry and chain hash.","共"+list.length+"张凭证，"+n.found+"张与转账记录完全一致。");
  if(isOtherKey)say("This report names another key than the phone was told during the show.","此报告的密钥与演示时手机得知的不同！");
  if(n.notChecked)say(n.notChecked+" could not be checked: their entries are not in this report.",n.notChecked+"张无法核对：条目不在此报告中。");
  wrong.slice(0,listed).forEach(function(each){tell(each[0],each[1])});
  if(wrong.length>listed)say("and "+(wrong.length-listed)+" more.","另有"+(wrong.length-listed)+"张。");
}
document.getElementById("receipt-check").addEventListener("click",check);
})();
`;
