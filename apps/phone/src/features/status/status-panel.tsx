import { ConditionMark, useSay } from "@cablecut/ui";
import type { JSX } from "react";
import { Icon } from "../../shared/icons.tsx";
import { usePhoneState } from "../../shared/phone-context.ts";
import type { Profile } from "../../model/phone-state.ts";
import { useLanguage } from "@cablecut/ui";
import { headlineOf, promptOf, type Prompt } from "../../model/status/status.ts";

/** Always the same height, whatever it has to say: nothing below it jumps. */
export function StatusPanel({
  profile,
  onReceipts,
  onPaying,
}: {
  readonly profile: Profile;
  readonly onReceipts: () => void;
  readonly onPaying: () => void;
}): JSX.Element {
  const t = useSay();
  const state = usePhoneState((phone) => phone);
  const headline = headlineOf(state, profile);
  const prompt = promptOf(state, profile);
  const open = { nothing: null, receipts: onReceipts, paying: onPaying }[prompt.opens];
  return (
    <section className="status" data-mark={headline.mark} aria-live="polite">
      <div className="status-head">
        <ConditionMark condition={headline.mark} size={28} />
        <div className="status-words">
          <h1>{t(headline.title)}</h1>
          <p>{t(headline.detail)}</p>
        </div>
      </div>
      {open === null ? (
        <div className="prompt" data-tone={prompt.tone}>
          <PromptWords prompt={prompt} />
        </div>
      ) : (
        <button type="button" className="prompt" data-tone={prompt.tone} onClick={open}>
          <PromptWords prompt={prompt} />
          <Icon name="arrow" size={18} />
        </button>
      )}
    </section>
  );
}

/** The switching prompt is the one sentence that stands there in both languages, as it did in 2018. */
function PromptWords({ prompt }: { readonly prompt: Prompt }): JSX.Element {
  const t = useSay();
  const other = useLanguage() === "en" ? "zh" : "en";
  return (
    <span className="prompt-words">
      <span className="prompt-text">{t(prompt.text)}</span>
      {prompt.tone === "switching" && prompt.more === null ? (
        <span className="prompt-more" lang={other === "zh" ? "zh-CN" : "en"}>
          {prompt.text[other]}
        </span>
      ) : null}
      {prompt.more === null ? null : <span className="prompt-more">{t(prompt.more)}</span>}
    </span>
  );
}
