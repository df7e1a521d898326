import type { LocalizedText, ShowDescription, ShowSnapshot } from "@cablecut/protocol";
import { spacedFingerprint } from "@cablecut/protocol";
import { useSay } from "@cablecut/ui";
import type { JSX } from "react";

const files: readonly {
  readonly path: string;
  readonly name: string;
  readonly text: LocalizedText;
}[] = [
  {
    path: "/report",
    name: "report.html",
    text: { en: "Export the report (page)", zh: "导出报告（网页）" },
  },
  {
    path: "/report.json",
    name: "report.json",
    text: { en: "Export the report (JSON)", zh: "导出报告（JSON）" },
  },
  {
    path: "/events.csv",
    name: "events.csv",
    text: { en: "Export what happened (CSV)", zh: "导出事件（CSV）" },
  },
];

/** The report of the show so far, as the gateway tells it: signed by nobody. */
export function ReportExport({
  description,
  show,
}: {
  readonly description: ShowDescription;
  readonly show: ShowSnapshot;
}): JSX.Element {
  const t = useSay();
  const { keyFingerprint } = description;
  return (
    <div className="report-export fields">
      {show.people.hidden ? (
        <p className="hint">
          {t({
            en: "It tells how many people came, so it is given out once the head count is shown again.",
            zh: "报告包含人数，恢复显示人数后才能导出。",
          })}
        </p>
      ) : (
        files.map(({ path, name, text }) => (
          <a
            key={path}
            className="button"
            href={path}
            download={`${description.showId}-unsigned-${name}`}
          >
            {t(text)}
          </a>
        ))
      )}
      <p className="hint">
        {t({
          en: "Not signed and without transfers. The signed one: cablecut ctl report --out report",
          zh: "未签名且不含转账。签名版本：cablecut ctl report --out report",
        })}
      </p>
      {keyFingerprint === undefined ? null : (
        <p className="hint figures">
          {t({ en: "Key fingerprint", zh: "密钥指纹" })} {spacedFingerprint(keyFingerprint)}
        </p>
      )}
    </div>
  );
}
