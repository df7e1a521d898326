// Old syntax on purpose: an old Node must be able to read this file to be told that it is too old.

/** The oldest Node this repository runs on; the same as "engines" in package.json. */
const oldestNode = { major: 20, minor: 19 };

/**
 * One line in English and Chinese when the given Node version (`process.versions.node`) is too old,
 * otherwise null.
 * @param {string} version
 * @returns {string | null}
 */
export function nodeVersionRefusal(version) {
  const parts = version.split(".");
  const major = Number(parts[0]);
  const minor = Number(parts[1]);
  if (major > oldestNode.major) return null;
  if (major === oldestNode.major && minor >= oldestNode.minor) return null;
  const needed = oldestNode.major + "." + oldestNode.minor;
  const english = "Cablecut needs Node " + needed + " or newer; this is " + version + ".";
  const chinese = "需要 Node " + needed + " 或更新版本，当前为 " + version + "。";
  return english + " / " + chinese;
}
