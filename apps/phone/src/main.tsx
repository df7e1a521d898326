import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { openLiveSocket, createLiveStore, useLive, LanguageSwitch } from "@cablecut/ui";
import "@cablecut/ui/theme.css";
import { shardAt, formatCents, nameOf, finalityOf } from "@cablecut/protocol";
console.log(shardAt, formatCents, nameOf, finalityOf);
const s = createLiveStore(openLiveSocket("/phone"), { connection: "connecting" }, {});
import Button from "antd-mobile/es/components/button";
import Popup from "antd-mobile/es/components/popup";
import Dialog from "antd-mobile/es/components/dialog";
import { unstableSetRender } from "antd-mobile/es/utils/unstable-render";
unstableSetRender(0);
function A() {
  return (
    <>
      <LanguageSwitch />
      {useLive(s.store, (x) => x.connection)}
      <Button onClick={() => Dialog.confirm({})} />
      <Popup visible>x</Popup>
    </>
  );
}
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <A />
  </StrictMode>,
);
