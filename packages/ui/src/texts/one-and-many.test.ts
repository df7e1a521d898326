import { expect, test } from "vitest";
import { consoleTexts } from "./console-drawer.ts";
import { phonePageTexts } from "./phone-pages.ts";
import { phoneTexts } from "./phone.ts";
import { presenterTexts } from "./presenter.ts";
import { stageTexts } from "./stage.ts";
import { storyTexts } from "./story.ts";

test("one is told as one, wherever it is counted: a hall of one, a last room, a last part of the ledger", () => {
  expect([
    storyTexts.accountsBack(0, 1).en,
    storyTexts.peoplePart(1).en,
    stageTexts.tappedBy("1").en,
    stageTexts.phones(1).en,
    phonePageTexts.ofTapped("1").en,
    stageTexts.roomsAnswering(1, 5).en,
    phoneTexts.copiesAnswer(5, 1).en,
    phoneTexts.copies(5, 1).en,
    storyTexts.copiesAnswer(5, 1).en,
    presenterTexts.guardText(1, 3).en.split(",")[0],
    presenterTexts.guardText(0, 3).en.split(",")[0],
    consoleTexts.missingQuorum(1, 3).en,
    consoleTexts.stillAway(1).en,
    consoleTexts.syntheticAccounts("1").en,
  ]).toEqual([
    "0/1 account is back",
    "person",
    "1 has tapped",
    "phone",
    "of 1 has tapped",
    "1 of 5 rooms answers",
    "1 of 5 copies answers",
    "Your money has 5 copies: 1 answers.",
    "5 copies, 1 answers",
    "1 room would be left",
    "No room would be left",
    "1 room answers, 3 are needed",
    "1 ledger part is still on its way home",
    "1 synthetic account so far.",
  ]);
});

test("and many as many", () => {
  expect(storyTexts.accountsBack(1, 800).en).toBe("1/800 accounts are back");
  expect(phonePageTexts.ofTapped("800").en).toBe("of 800 have tapped");
  expect(presenterTexts.guardText(2, 3).en).toContain("2 rooms would be left");
  // The gateway that asked knows of a loss that the picture does not show yet.
  expect(presenterTexts.guardText(3, 3).en).not.toContain("3 rooms would be left");
  expect(presenterTexts.guardText(3, 3).zh).not.toContain("只剩3个机房");
  expect(consoleTexts.stillAway(12).en).toBe("12 ledger parts are still on their way home");
});

test("a receipt is counted with one measure word on stage and phone", () => {
  expect(storyTexts.countedMissing(3).zh).toBe(phoneTexts.receiptsMissing(3).zh);
});
