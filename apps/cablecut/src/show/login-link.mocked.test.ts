import { expect, test, vi } from "vitest";
import { pagesOf } from "../supervisor/announcement.ts";
import { askForLoginLink } from "./login-link.ts";

vi.mock("./presenter-session.ts", () => ({
  asPresenter: async () => ({ ok: true, value: { ok: true, ticket: "good-once" } }),
}));

test.each(["http://192.168.1.5:2626/", "https://s.example/aB3dE", "https://s.example/aB3dE/"])(
  "the login link opens the console's page as it is announced: %s",
  async (join) => {
    const asked = await askForLoginLink([], "", join);
    expect(asked).toEqual({ ok: true, link: `${pagesOf(join).presenter}#login=good-once` });
  },
);
