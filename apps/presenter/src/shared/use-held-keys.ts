import { useEffect } from "react";

/**
 * A key that is held presses a button once, whichever it is: a browser would press it again thirty times a second, and what
 * has taken the place of the button that it was meant for as well.
 */
export function useHeldKeysOnce(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const isOfButtons = event.target instanceof HTMLButtonElement && event.key === " ";
      // In a field it sends the form.
      if (event.repeat && (event.key === "Enter" || isOfButtons)) event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
