import type { LocalizedText } from "./language.ts";
/* oxlint-disable typescript/no-non-null-assertion -- Invariant: positions are taken modulo the lengths of the lists. */
import type { AccountId } from "./ids.ts";

/**
 * Automatic names: never free text, so nothing on the big screen was typed by anybody. The name is a function of the
 * account and stored nowhere; two people may share one, their account numbers differ.
 */
const tempers: readonly (readonly [string, string])[] = [
  ["Calm", "沉静"],
  ["Bright", "明亮"],
  ["Swift", "飞快"],
  ["Gentle", "温和"],
  ["Brave", "勇敢"],
  ["Clever", "聪明"],
  ["Merry", "快乐"],
  ["Golden", "金色"],
  ["Silver", "银色"],
  ["Sunny", "阳光"],
  ["Lucky", "幸运"],
  ["Honest", "诚实"],
  ["Patient", "耐心"],
  ["Curious", "好奇"],
  ["Nimble", "灵巧"],
  ["Steady", "稳重"],
  ["Witty", "机智"],
  ["Cheerful", "开朗"],
  ["Quiet", "安静"],
  ["Eager", "热心"],
  ["Proud", "自豪"],
  ["Kind", "善良"],
  ["Noble", "高贵"],
  ["Humble", "谦虚"],
  ["Vivid", "鲜活"],
  ["Daring", "大胆"],
  ["Loyal", "忠实"],
  ["Snowy", "雪白"],
  ["Azure", "蔚蓝"],
  ["Amber", "琥珀"],
  ["Jade", "翠绿"],
];
const creatures: readonly (readonly [string, string])[] = [
  ["Heron", "白鹭"],
  ["Panda", "熊猫"],
  ["Otter", "水獭"],
  ["Crane", "仙鹤"],
  ["Fox", "狐狸"],
  ["Tiger", "老虎"],
  ["Koala", "考拉"],
  ["Dolphin", "海豚"],
  ["Falcon", "猎鹰"],
  ["Lynx", "猞猁"],
  ["Badger", "獾"],
  ["Swan", "天鹅"],
  ["Robin", "知更鸟"],
  ["Turtle", "海龟"],
  ["Deer", "小鹿"],
  ["Hare", "野兔"],
  ["Owl", "猫头鹰"],
  ["Seal", "海豹"],
  ["Magpie", "喜鹊"],
  ["Squirrel", "松鼠"],
  ["Kingfisher", "翠鸟"],
  ["Leopard", "云豹"],
  ["Camel", "骆驼"],
  ["Penguin", "企鹅"],
  ["Whale", "鲸"],
  ["Sparrow", "麻雀"],
  ["Pony", "小马"],
  ["Hedgehog", "刺猬"],
  ["Gecko", "壁虎"],
  ["Carp", "锦鲤"],
  ["Oriole", "黄鹂"],
  ["Beaver", "河狸"],
  ["Egret", "池鹭"],
  ["Ibex", "羚羊"],
  ["Lark", "云雀"],
  ["Mole", "鼹鼠"],
  ["Quail", "鹌鹑"],
];

/** Names that there are; accounts that are so far apart have the same one. */
export const namesMax = tempers.length * creatures.length;
/** Coprime to `namesMax`, so that every name comes up once before any comes up twice, and neighbours differ. */
const stride = 389;

/** The English word of the creature that the account is called after. */
export function creatureOf(account: AccountId): string {
  return partsOf(account).creature[0];
}

export function nameOf(account: AccountId): LocalizedText {
  const { temper, creature } = partsOf(account);
  return { en: `${temper[0]} ${creature[0]}`, zh: `${temper[1]}${creature[1]}` };
}

function partsOf(account: AccountId) {
  const position = (account * stride + 101) % namesMax;
  return {
    temper: tempers[position % tempers.length]!,
    creature: creatures[Math.floor(position / tempers.length)]!,
  };
}
