/**
 * One line in English and Chinese where the pages cannot be built in this folder, otherwise null: to the page builder a
 * ? or # in the path of a file begins a query or a fragment.
 * @param {string} path
 * @returns {string | null}
 */
export function checkoutPathRefusal(path) {
  const found = /[?#]/.exec(path)?.[0];
  if (found === undefined) return null;
  return (
    `The pages cannot be built in ${path}: there is a ${found} in the path. Please rename or move the folder. / ` +
    `路径 ${path} 含有 ${found}，无法构建页面，请重命名或移动该文件夹。`
  );
}
