import { expect, test, vi } from "vitest";
import { pagesOf } from "../supervisor/announcement.ts";
import { askForLoginLink } from "./login-link.ts";

vi.mock("./presenter-session.ts", () => ({
  asPresenter: async () => ({ ok: true, value: { ok: true, ticket: "good-once" } }),
}));

test.each(["http://192.168.1.5:2626/", "https://s.example/aB3dE", "https://show.example.org/"])(
  "the login link of a show that phones open at %s opens the console's page as it is announced",
  async (join) => {
    const pages = pagesOf(join, "http://192.168.1.5:2626/");
    const asked = await askForLoginLink([], "", pages.pages);
    expect(asked).toEqual({ ok: true, link: `${pages.presenter}#login=good-once` });
  },
);
