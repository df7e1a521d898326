/**
 * Every screen of the phone, and how it comes about on the set: `set` runs in the page, `play` drives it from outside.
 * What passes by itself says so: it is played again for every look. `shows`: what has to be there then, where another screen
 * might be.
 * @typedef {{ query?: string, set?: string, play?: (page: any) => Promise<void>, waitsFor?: string, shows?: string, later?: string, passes?: boolean }} Scene
 */

const running = (
  /** @type {number} */ waited,
  /** @type {number} */ back,
  /** @type {number} */ ms,
) =>
  `gateway.tellHall({ cue: null, incident: { id: 1, state: 'running', pace: 'keynote', elapsedMs: ${ms}, waited: ${waited}, accountsHit: 800, accountsBack: ${back}, differenceCents: null } });`;
const over =
  "gateway.tellHall({ cue: null, incident: { id: 1, state: 'recovered', pace: 'keynote', elapsedMs: 26012, waited: 1, accountsHit: 800, accountsBack: 800, differenceCents: 0 } });";
const abnormal = "gateway.rooms({ 0: 'abnormal', 1: 'abnormal' });";
const switching = `gateway.rooms({ 0: 'switching', 1: 'switching' }); ${running(0.42, 0, 9_900)}`;
const verified = "gateway.say('verifyReceipts', { incident: 1, spreadMs: 50 });";
const moved = `gateway.rooms({ 0: 'dark', 1: 'dark' }, 2); ${over}`;
/** Own payments that were booked before, and none of their pages open. */
const paid = (/** @type {number} */ times) =>
  `for (let n = 0; n < ${times}; n += 1) phone.pay(person(571, 3), 888);`;
const wait = (/** @type {number} */ ms) => `await new Promise((r) => setTimeout(r, ${ms}));`;

/** @type {Record<string, Scene>} */
export const scenes = {
  entering: {
    shows: ".entry-screen",
    set: "gateway.doorSays = 'no-room'; phone.store.setState({ entry: { kind: 'entering', refusal: 'no-room' }, profile: null })",
  },
  "doors-closed": {
    shows: ".entry-screen",
    set: "gateway.doorSays = 'doors-closed'; phone.store.setState({ entry: { kind: 'entering', refusal: 'doors-closed' }, profile: null })",
  },
  "hall-full": {
    shows: ".entry-screen",
    set: "gateway.doorSays = 'too-many-phones'; phone.store.setState({ entry: { kind: 'entering', refusal: 'too-many-phones' }, profile: null })",
  },
  asking: { query: "pay=10571", waitsFor: ".entry-screen" },
  home: { query: "lines=2" },
  alone: { query: "alone=1" },
  "nothing-kept": { query: "lines=2&private=1" },
  rehearsal: {
    query: "lines=2",
    set: "const { profile } = phone.store.getState(); phone.store.setState({ profile: { ...profile, rehearsal: true } })",
  },
  "many-payments": { query: "lines=14" },
  toast: {
    query: "lines=2",
    shows: ".toast",
    set: "gateway.receive(person(402, 4), 888)",
    passes: true,
  },
  "code-paid": {
    query: "lines=2",
    shows: ".toast",
    // Again and again: the page takes its time to be drawn.
    set: "pages.open({ kind: 'code' }); setInterval(() => gateway.receive(person(402, 4), 888), 1500)",
    passes: true,
  },
  menu: { query: "lines=2", play: (page) => page.locator(".account-head").click() },
  pay: {
    query: "lines=2",
    set: "pages.open({ kind: 'pay', payee: person(571, 3), number: null, anybody: null })",
  },
  "pay-refused": {
    query: "lines=2",
    set: "pages.open({ kind: 'pay', payee: person(571, 3), number: null, anybody: null })",
    play: (page) => page.locator(".amount").fill("20000"),
  },
  payee: {
    query: "lines=2",
    play: async (page) => {
      await page.locator(".tile").nth(0).click();
      await page.locator(".field input").fill("10402");
    },
  },
  "payee-none": {
    query: "lines=2",
    play: async (page) => {
      await page.locator(".tile").nth(0).click();
      await page.locator(".field input").fill("https://x.org/12345/");
    },
  },
  random: { query: "lines=2", play: (page) => page.locator(".tile").nth(1).click() },
  booked: { query: "lines=2", play: (page) => page.locator(".pay-partner").click() },
  confirming: {
    query: "lines=2",
    passes: true,
    set: `gateway.slow = true; ${paid(1)}; pages.open({ kind: 'result', paymentId: 1 })`,
  },
  kept: {
    query: "city=sh&lines=2",
    set: `${switching} ${paid(0)} phone.pay(person(571, 1), 888); pages.open({ kind: 'result', paymentId: 1 })`,
  },
  checking: {
    query: "lines=2",
    set: `${abnormal} ${paid(1)} ${wait(300)} ${switching} pages.open({ kind: 'result', paymentId: 1 })`,
  },
  refused: {
    query: "lines=2",
    set: `gateway.refusal = 'insufficient-funds'; ${paid(1)} ${wait(200)} pages.open({ kind: 'result', paymentId: 1 })`,
  },
  code: { play: (page) => page.locator(".tile").nth(2).click() },
  cue: {
    query: "lines=2",
    set: "gateway.change({ cue: { on: true, amountCents: 888 } }); gateway.tellHall({ cue: { tapped: 412, joined: 800 }, incident: null })",
    play: (page) => page.locator(".cue-button").click(),
  },
  "cue-room-away": {
    query: "city=sh&lines=2",
    set: `${moved} gateway.change({ cue: { on: true, amountCents: 888 } })`,
    play: (page) => page.locator(".cue-button").click(),
  },
  abnormal: { query: "lines=2", set: `${abnormal} ${running(0, 0, 1_200)} ${paid(1)}` },
  elsewhere: { query: "city=sh&lines=2", set: `${abnormal} ${running(0, 0, 1_200)}` },
  switching: {
    query: "lines=2",
    set: `${abnormal} ${paid(1)} ${wait(300)} ${switching} ${paid(2)}`,
  },
  "switching-payee": {
    query: "city=sh&lines=2",
    set: `${switching} phone.pay(person(571, 1), 888); phone.pay(person(571, 1), 888)`,
  },
  recovered: {
    query: "lines=2",
    set: `${paid(3)} ${wait(600)} ${switching} ${paid(1)} ${wait(100)} ${moved} ${wait(1_200)} ${verified}`,
    later: "900",
  },
  "home-again": {
    query: "lines=2",
    set: `${paid(3)} ${wait(600)} ${switching} ${moved} ${verified} ${wait(900)} gateway.rooms({})`,
  },
  "partner-back": { query: "city=sh&lines=2", set: `${switching} ${moved}` },
  "receipt-missing": {
    query: "lines=2",
    set: `${paid(3)} ${wait(600)} ${switching} ${moved} gateway.check = 'missing'; ${verified}`,
  },
  receipts: {
    query: "lines=2",
    set: `${paid(3)} ${wait(600)} ${switching} ${moved} ${verified} ${wait(300)} pages.open({ kind: 'receipts' })`,
  },
  "receipts-missing": {
    query: "lines=2",
    set: `${paid(3)} ${wait(600)} ${switching} ${moved} gateway.check = 'missing'; ${verified} ${wait(300)} pages.open({ kind: 'receipts' })`,
  },
  card: {
    query: "lines=2",
    set: `${paid(3)} ${wait(600)} ${switching} ${moved} ${verified} ${wait(300)} pages.open({ kind: 'card' })`,
  },
  "hold-up-offer": { query: "lines=2", set: "gateway.change({ holdUp: true })" },
  window: { set: "gateway.change({ holdUp: true }); pages.open({ kind: 'window' })" },
  "window-dark": {
    set: `gateway.change({ holdUp: true }); ${abnormal} pages.open({ kind: 'window' })`,
  },
  superseded: { shows: ".entry-screen", set: "gateway.say('superseded')" },
  removed: { shows: ".entry-screen", set: "gateway.say('removed')" },
  paused: { query: "lines=2", set: "gateway.change({ paused: true })" },
  "server-gone": {
    query: "lines=2",
    set: "gateway.answers = false; gateway.disconnect(); gateway.say('connect_error', new Error('x'))",
  },
  "network-gone": {
    query: "lines=2",
    set: "gateway.disconnect(); window.dispatchEvent(new Event('offline'))",
  },
  "no-quorum": {
    query: "lines=2",
    set: "gateway.rooms({ 0: 'abnormal', 1: 'abnormal', 2: 'abnormal' }); gateway.change({ quorum: false, answering: 2 })",
  },
  move: { query: "lines=2", set: "pages.open({ kind: 'move' })" },
  "move-in-app": {
    query: "lines=2",
    set: "phone.store.setState({ inApp: 'wechat' }); pages.open({ kind: 'move' })",
  },
  moving: {
    shows: ".entry-screen",
    set: "phone.store.setState({ entry: { kind: 'moving' }, profile: null })",
  },
  "not-moved": {
    shows: ".entry-screen",
    set: "phone.store.setState({ entry: { kind: 'not-moved', refusal: 'link-over' }, profile: null })",
  },
  "in-app": {
    query: "lines=2",
    set: "phone.store.setState({ inApp: 'wechat', inAppHintDue: true })",
  },
  "page-failed": {
    query: "lines=2",
    set: "phone.failed('TypeError: undefined is not a function')",
  },
  "way-in-failed": {
    shows: ".entry-screen",
    set: "phone.store.setState({ entry: { kind: 'entering', refusal: null }, profile: null }); phone.failed('TypeError: undefined is not a function')",
  },
  "long-names": { query: "lines=4&long=1&private=1", set: `${switching} ${paid(2)}` },
};
