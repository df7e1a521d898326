export { avatarOf } from "./avatar/avatar.ts";
export { avatarGlyphs } from "./avatar/avatar-glyphs.ts";
export * from "./components/avatar-drawing.tsx";
export * from "./components/condition-mark.tsx";
export * from "./components/language-switch.tsx";
export * from "./format.ts";
export * from "./language-react.ts";
export * from "./language.ts";
export type { BegunSocket } from "./live/begun-socket.ts";
export {
  isAtHome,
  leaveGateway,
  openLiveSocket,
  originOf,
  startOver,
  type LiveSocket,
} from "./live/live-socket.ts";
export * from "./live/live-store.ts";
export * from "./live/use-live.ts";
export * from "./stage-keys.ts";
export * from "./texts/engine.ts";
export * from "./texts/console-drawer.ts";
export * from "./texts/console-notes.ts";
export * from "./texts/console-venue.ts";
export * from "./texts/everyone.ts";
export * from "./texts/phone-move.ts";
export * from "./texts/phone-pages.ts";
export * from "./texts/phone.ts";
export * from "./texts/presenter.ts";
export * from "./texts/log-alarms.ts";
export * from "./texts/room-stops.ts";
export * from "./texts/show-events.ts";
export * from "./texts/stage.ts";
export * from "./texts/start-source.ts";
export * from "./texts/story.ts";
