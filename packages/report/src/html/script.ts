import { accountNumberMin } from "@cablecut/protocol";
import { brokenLine, plainings } from "../receipts.ts";

const plained = plainings.map(([from, to]) => `.replace(${from},${JSON.stringify(to)})`).join("");

/** Browsers from before 2025 print nothing of what is folded on the screen, whatever the style says. */
export const paperScript = `
(function(){
var opened=[];
addEventListener("beforeprint",function(){
  Array.prototype.forEach.call(document.querySelectorAll("details"),function(d){if(!d.open){d.open=true;opened.push(d)}});
});
addEventListener("afterprint",function(){
  opened.forEach(function(d){d.open=false});
  opened=[];
});
})();
`;

/**
 * Looks pasted receipts up in the transfers that the page itself holds. Plain script of an older kind, for whichever
 * browser a report is opened with in ten years.
 */
export const receiptScript = `
(function(){
var data=JSON.parse(document.getElementById("report-data").textContent);
var out=document.getElementById("receipt-answer");
var rows=null,listed=20,first=${accountNumberMin};
function index(){
  if(rows)return rows;
  rows={};
  document.getElementById("report-transfers").textContent.split("\\n").forEach(function(line){
    var c=line.split(",");
    if(c.length===7)rows[c[0]+" "+c[1]]={payee:+c[2],amountCents:+c[3],result:c[4],index:+c[5],chain:c[6]};
  });
  return rows;
}
var fields=[["payee","payee","收款人",first],["amountCents","amount in cents","金额（分）"],["result","result","结果"],["index","entry","条目"],["chain","chain hash","链哈希"]];
function look(r){
  var row=index()[r.account+" "+r.sequence];
  if(row)return {row:row,kind:fields.every(function(f){return row[f[0]]===r[f[0]]})?"found":"differs"};
  var t=data.transfers;
  var isOut=r.index>t.lastEntry||t.gaps.some(function(g){return g.from<=r.index&&r.index<=g.to});
  return {row:null,kind:isOut?"notChecked":"missing"};
}
function ofNumbers(r){
  if(!r||typeof r.accountNumber!=="number"||typeof r.payeeNumber!=="number")return r;
  var copy={};
  for(var f in r)copy[f]=r[f];
  copy.account=r.accountNumber-first;copy.payee=r.payeeNumber-first;
  return copy;
}
function isReceipt(r){
  if(typeof r!=="object"||r===null)return false;
  var hasNumbers=["account","sequence","payee","amountCents","index"].every(function(f){return typeof r[f]==="number"});
  return hasNumbers&&typeof r.result==="string"&&typeof r.chain==="string";
}
var flat=/\\{[^{}]*\\}|[{}]/g;
function plain(text){
  if(text.normalize)text=text.normalize("NFKC");
  return text${plained};
}
function parse(pasted){
  var text=plain(pasted),read={heads:[],list:[],badAt:-1,repeated:0},seen={},m;
  flat.lastIndex=0;
  while(read.badAt<0&&(m=flat.exec(text))){
    var value=null;
    try{value=ofNumbers(JSON.parse(m[0].replace(${brokenLine},"")))}catch(e){}
    if(value&&value.cablecut==="receipts")read.heads.push(value);
    else if(!isReceipt(value))read.badAt=m.index;
    else if(seen[keyOf(value)])read.repeated++;
    else{seen[keyOf(value)]=true;read.list.push(value)}
  }
  read.line=read.badAt<0?0:text.slice(0,read.badAt).split("\\n").length;
  read.isEmpty=text.trim()==="";
  return read;
}
function keyOf(r){return [r.account,r.sequence,r.payee,r.amountCents,r.result,r.index,r.chain,r.mac].join(" ")}
function say(en,zh){
  [["en",en],["zh",zh]].forEach(function(each){
    var p=document.createElement("p");
    p.lang=each[0];
    p.textContent=each[1];
    out.appendChild(p);
  });
}
function tell(r,found){
  var en="Number "+r.sequence+" of account "+(first+r.account)+", entry "+r.index+": ",zh="账户"+(first+r.account)+"序号"+r.sequence+"，条目"+r.index+"：";
  if(found.row===null)return say(en+"not in the transfers.",zh+"转账记录中没有。");
  fields.forEach(function(f){
    var told=r[f[0]],held=found.row[f[0]];
    if(held===told)return;
    if(f[3]){told+=f[3];held+=f[3]}
    say(en+f[1]+" "+told+", in the transfers "+held+".",zh+f[2]+" "+told+"，转账记录为 "+held+"。");
  });
}
function check(){
  var n={found:0,differs:0,missing:0,notChecked:0},wrong=[];
  out.textContent="";
  out.removeAttribute("data-state");
  var read=parse(document.getElementById("receipt-text").value),list=read.list,heads=read.heads;
  if(read.isEmpty)return say("Nothing was pasted.","尚未粘贴内容。");
  if(read.line)return say("Line "+read.line+" is no whole receipt. On the phone: Receipts, Copy all; then paste all of it.","第"+read.line+"行不是完整的凭证。请在手机上：凭证，全部复制，然后完整粘贴。");
  if(!list.length&&heads.length)return say("There is no receipt in this text.","文本中没有凭证。");
  if(!list.length)return say("This is no text of receipts. On the phone: Receipts, Copy all; then paste all of it.","这不是凭证文本。请在手机上：凭证，全部复制，然后完整粘贴。");
  var others=heads.filter(function(h){return h.show!==data.show.showId});
  if(others.length)return say("These receipts are of another show, "+others[0].show+". Nothing was compared.","这些凭证属于另一场演示 "+others[0].show+"，未作比较。");
  list.forEach(function(r){var f=look(r);n[f.kind]++;if(f.kind==="differs"||f.kind==="missing")wrong.push([r,f])});
  var isOtherKey=heads.some(function(h){return h.key&&h.key!==data.show.keyFingerprint});
  var bad=wrong.length>0||isOtherKey;
  out.setAttribute("data-state",bad?"missing":n.found===list.length?"found":"attention");
  if(wrong.length)say("MISSING OR DIFFERENT: "+wrong.length+" of "+list.length+" receipts.","缺失或不同："+list.length+"笔凭证中有"+wrong.length+"笔！");
  say(n.found+" of "+list.length+" receipts are in the transfers, with payee, amount, result, entry and chain hash.","共"+list.length+"笔凭证，"+n.found+"笔与转账记录完全一致。");
  if(isOtherKey)say("This report names another key than the phone was told during the show.","此报告的密钥与演示时手机得知的不同！");
  if(n.notChecked)say(n.notChecked+" could not be checked: their entries are not in this report.",n.notChecked+"笔无法核对：条目不在此报告中。");
  if(read.repeated)say("Copies of these, counted once: "+read.repeated+".","另有"+read.repeated+"笔与其重复，只计一次。");
  wrong.slice(0,listed).forEach(function(each){tell(each[0],each[1])});
  if(wrong.length>listed)say("and "+(wrong.length-listed)+" more.","另有"+(wrong.length-listed)+"笔。");
  if(wrong.length)say("The seal (mac) on a receipt tells whether a room made it; only the show's operator can check it.","凭证上的校验码（mac）能说明其是否由机房出具，只有演示操作员能核对。");
}
document.getElementById("receipt-check").addEventListener("click",check);
})();
`;
