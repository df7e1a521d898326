import { useCallback } from "react";
import { failureOf, tellFailure } from "../model/page-failures.ts";
import { usePhone } from "./phone-context.ts";

/**
 * For a script that was asked for with a line and did not come: the gateway may be of another build by now, which has none of
 * that name. Said as whatever goes wrong in this page, with the way to load it again.
 */
export function useNotLoaded(): (thrown: unknown) => void {
  const phone = usePhone();
  return useCallback(
    (thrown) => {
      const failure = failureOf(thrown);
      tellFailure(window, failure);
      phone.failed(failure.message);
    },
    [phone],
  );
}
