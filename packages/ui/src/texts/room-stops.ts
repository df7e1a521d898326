import type { LocalizedText, RoomStop } from "@cablecut/protocol";

type Stop = Pick<RoomStop, "room" | "why">;

/** Why a room does not run, in a few words. */
export function whyRoomStopped({ why }: Stop): LocalizedText {
  switch (why) {
    case "log-unreadable":
      return { en: "its log cannot be read", zh: "其日志无法读取" };
    case "log-of-another":
      return {
        en: "its directory is of another room or show",
        zh: "其目录属于其他机房或演示",
      };
    case "newer-build":
      return { en: "a newer build wrote its log", zh: "其日志由更新的版本写入" };
    case "not-started":
      return { en: "it did not start", zh: "未能启动" };
    case "tries-again":
      return { en: "it has ended and is started again", zh: "已退出，正在重启" };
  }
}

/** What to do about a room that does not run. */
export function wayOutOfStop({ room, why }: Stop): LocalizedText {
  const rebuild = `npm run cablecut -- ctl room rebuild ${room}`;
  switch (why) {
    case "log-unreadable":
      return {
        en: `rebuild it from the other rooms: ${rebuild}`,
        zh: `可从其他机房重建：${rebuild}`,
      };
    case "log-of-another":
      return {
        en: `put the right directory back and start the show again, or rebuild the room from the others: ${rebuild}`,
        zh: `请放回正确的目录并重新启动演示，或从其他机房重建：${rebuild}`,
      };
    case "newer-build":
      return {
        en: "stop the show and start it with that build; nothing of the log was changed",
        zh: "请停止演示，改用该版本启动；日志未作任何更改",
      };
    case "not-started":
      return {
        en: "stop the show, mend that, start it again",
        zh: "请停止演示，排除原因后重新启动",
      };
    case "tries-again":
      return {
        en: "once what ends it is mended it comes back by itself; its log says more",
        zh: "排除原因后会自行恢复，详见其日志",
      };
  }
}

/** For a list of rooms that do not run. */
export const roomStopTexts = {
  heading: (count: number): LocalizedText => ({
    en: count === 1 ? "A room does not run" : `${count} rooms do not run`,
    zh: `${count}个机房未运行`,
  }),
};
