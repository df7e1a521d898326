import { quorumOf, type LocalizedText, type Topology } from "@cablecut/protocol";
import { countWord } from "./count-words.ts";

/** An act by its name, as the console's line has it, and what the speaker says in it. */
interface ActNote {
  readonly name: LocalizedText;
  /** What is going on, as a headline. */
  readonly now: LocalizedText;
  readonly say: LocalizedText;
}

/** The show's acts, those that are given and those that come when they are measured. */
export const actNotes = {
  lobby: {
    name: { en: "Lobby", zh: "入场" },
    now: { en: "People are coming in", zh: "观众正在入场" },
    say: {
      en: "Scan the code with your own camera. No app, no form. You get a name, one million in test money and a machine room. Whoever is in may pay already.",
      zh: "请用手机相机扫码，不用装应用，不用填表。您会得到一个名字、一百万测试资金和一个机房。进来的朋友现在就可以付款。",
    },
  },
  live: {
    name: { en: "Live", zh: "演示" },
    now: { en: "{Rooms} rooms in {cities} serve", zh: "{cities}地{rooms}中心同时服务" },
    say: {
      en: "Every lit window is one of you, in the building of the room that serves you. Each cent is kept {rooms} times, in {cities}. Pay somebody and watch your window.",
      zh: "每一扇亮着的窗就是您，您在哪栋楼，就由哪个机房服务。每一分钱在{cities}座城市存有{rooms}份。请付一笔款，看看您的窗。",
    },
  },
  cue: {
    name: { en: "Cue", zh: "付款" },
    now: { en: "Everybody is asked to pay", zh: "正在请全场付款" },
    say: {
      en: "Everyone, please tap Pay now. Some of this money is on its way into {city} in the very moment in which we cut it.",
      zh: "请大家现在一起点付款。切断的那一刻，其中有些钱正在去{city}的路上。",
    },
  },
  "hold-up": {
    name: { en: "Hold it up", zh: "举手机" },
    now: { en: "Phones are held up", zh: "全场举起手机" },
    say: {
      en: "Hold up your phone: it is one window of your city. If yours goes dark, your room has stopped answering you. It lights up again when another room serves you.",
      zh: "请举起手机：它就是您那座城市的一扇窗。窗灭了，说明您的机房不再应答；再亮起来时，已由另一个机房为您服务。",
    },
  },
  cut: {
    name: { en: "Cut", zh: "断缆" },
    now: { en: "The cables are cut", zh: "光缆已断" },
    say: {
      en: "Every cable of {city}, and silence. Nothing was shut down in an orderly way. Look at your balance: it has not moved.",
      zh: "{city}的光缆全部断开，一片寂静。不是按流程关机，是直接断开。请看您的余额：一分没动。",
    },
  },
  switching: {
    name: { en: "Switching", zh: "切换" },
    now: { en: "Rooms are switching by themselves", zh: "机房正在自动切换" },
    say: {
      en: "At the pace of 2018 most of these seconds are waiting, on purpose. Money would be as safe without it. {other}, go on paying. {city}, what you try is kept, not charged, and sent for you.",
      zh: "按2018年的节奏，这些秒数大多是故意等待；不等，钱也一样安全。{other}的朋友请继续付款；{city}的朋友，您的付款已保留、未扣款，稍后自动付出。",
    },
  },
  recovered: {
    name: { en: "Recovered", zh: "恢复" },
    now: { en: "Everybody pays again", zh: "全部恢复付款" },
    say: {
      en: "The clock was stopped by a real payment. Leave the picture alone for a moment. Now every room that answers counts every account, and your phone checks your own receipts.",
      zh: "计时是由一笔真实付款停住的。让画面停一会儿。现在每个在线的机房都在逐户清点，您的手机也在核对自己的凭证。",
    },
  },
  zero: {
    name: { en: "0.00", zh: "0.00" },
    now: { en: "Nothing is lost, and it is counted", zh: "分文未失，已清点" },
    say: {
      en: "Zero. Not a cent. Phones up, take your picture. It stays until you have it.",
      zh: "零。一分钱都没丢。请举起手机拍照，画面会等大家拍完。",
    },
  },
  report: {
    name: { en: "Report", zh: "复盘" },
    now: { en: "What happened, second by second", zh: "逐秒复盘" },
    say: {
      en: "This is what happened, second by second. None of it is a film: it was measured here, and your own phone checks its receipts.",
      zh: "这是刚才的逐秒过程。没有一帧是录像：全部在现场测得，您自己的手机也会核对凭证。",
    },
  },
  restore: {
    name: { en: "Restore", zh: "复原" },
    now: { en: "The cables carry again", zh: "光缆已恢复" },
    say: {
      en: "Cables back in. The rooms catch up with what they have missed; then their people come home, without one failed payment.",
      zh: "光缆接回。机房先补齐错过的数据，然后大家回家，没有一笔付款失败。",
    },
  },
  home: {
    name: { en: "Home", zh: "回迁" },
    now: { en: "Everybody is at home again", zh: "大家都已回到原机房" },
    say: {
      en: "Everybody is served by their own room again. Nobody noticed the way back, and that is the point.",
      zh: "大家又由自己的机房服务了。回来的路上谁也没有察觉，这正是我们要的。",
    },
  },
  again: {
    name: { en: "Full speed", zh: "全速" },
    now: { en: "The same once more, without the waiting", zh: "再来一次，不再等待" },
    say: {
      en: "The same cut, as fast as it is safe today. Keep your eyes on the clock: it is short.",
      zh: "同样的切断，在保证安全的前提下用今天最快的速度。请盯住计时，很短。",
    },
  },
} satisfies Readonly<Record<string, ActNote>>;

/** What is said while rooms switch at another pace than that of 2018: there nobody waits on purpose, or nobody here knows how long. */
export const switchingAtOtherPace: LocalizedText = {
  en: "The rooms take over by themselves. {other}, go on paying. {city}, what you try is kept, not charged, and sent for you.",
  zh: "机房正在自动接管。{other}的朋友请继续付款；{city}的朋友，您的付款已保留、未扣款，稍后自动付出。",
};

/** Where the show is nowhere on its line. */
export const besideTheLine = {
  starting: {
    now: { en: "The show's server is asking the rooms", zh: "现场服务器正在询问机房" },
    say: { en: "Wait a moment. Nothing is lost.", zh: "请稍候，数据不会丢失。" },
  },
  "quorum-lost": {
    now: { en: "Too few rooms answer", zh: "在线机房不足" },
    say: {
      en: "{Needed} of {rooms} must agree, and they cannot. So nothing is booked, and nothing is lost. We bring them back.",
      zh: "{rooms}个机房至少要{needed}个一致，现在做不到，所以不入账，也不会丢钱。我们这就恢复机房。",
    },
  },
  "no-failover": {
    now: { en: "The rooms were back first: no failover", zh: "机房先恢复了，没有切换" },
    say: {
      en: "The rooms were back before anything had moved, so no account changed its room. This is no recovery time, and we do not call it one.",
      zh: "还没迁移，机房就恢复了，没有账户换机房。这不算恢复用时，我们也不这么说。",
    },
  },
  missing: {
    now: { en: "Something is missing", zh: "有缺失" },
    say: {
      en: "The screen says what is missing, and beside it the funds difference. I leave it there. The report has every entry, so we look it up.",
      zh: "缺什么，大屏上写着，旁边是资金差额。我不撤下它。报告里有每一条记录，一起来查。",
    },
  },
} satisfies Readonly<Record<string, Omit<ActNote, "name">>>;

/** A note with what is true of this show: its cities, the one that is cut and the largest of the others, and its rooms. */
export function noteFor(text: LocalizedText, topology: Topology): LocalizedText {
  const { cities, rooms, cutCity } = topology;
  const roomsIn = (city: string): number => rooms.filter((room) => room.city === city).length;
  const cut = cities.find(({ id }) => id === cutCity);
  const [other] = cities
    .filter(({ id }) => id !== cutCity)
    .toSorted((one, next) => roomsIn(next.id) - roomsIn(one.id));
  const filled = (language: "en" | "zh"): string => {
    const inCities = new Set(rooms.map(({ city }) => city)).size;
    const citiesWord = countWord(inCities, language);
    const values: Readonly<Record<string, string>> = {
      city: cut?.name[language] ?? "",
      other: other?.name[language] ?? "",
      cities:
        language === "zh" ? citiesWord : `${citiesWord} ${inCities === 1 ? "city" : "cities"}`,
      rooms: countWord(rooms.length, language),
      needed: countWord(quorumOf(topology), language),
    };
    return text[language].replaceAll(/\{(\w+)\}/gu, (_, name: string) => {
      const value = values[name.toLowerCase()] ?? "";
      return name.toLowerCase() === name ? value : value.charAt(0).toUpperCase() + value.slice(1);
    });
  };
  return { en: filled("en"), zh: filled("zh") };
}
