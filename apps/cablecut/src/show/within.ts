/** Null where it takes longer, or nobody wants it any more. */
export async function within<Value>(
  value: Promise<Value>,
  ms: number,
  signal?: AbortSignal,
): Promise<Value | null> {
  let timer: NodeJS.Timeout | undefined;
  let giveUp = (): void => undefined;
  const over = new Promise<null>((settle) => {
    timer = setTimeout(() => settle(null), ms);
    giveUp = () => settle(null);
    if (signal?.aborted === true) giveUp();
    signal?.addEventListener("abort", giveUp);
  });
  try {
    return await Promise.race([value, over]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", giveUp);
  }
}
