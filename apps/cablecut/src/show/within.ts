/** Null where it takes longer, or nobody wants it any more. */
export async function within<Value>(
  value: Promise<Value>,
  ms: number,
  signal?: AbortSignal,
): Promise<Value | null> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<null>((settle) => {
    timer = setTimeout(() => settle(null), ms);
    if (signal?.aborted === true) settle(null);
    signal?.addEventListener("abort", () => settle(null));
  });
  try {
    return await Promise.race([value, over]);
  } finally {
    clearTimeout(timer);
  }
}
