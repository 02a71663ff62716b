/** Where a key leads from place `at` of `count`: an index, or null when the key is not for walking. */
export function steps(key, at, count) {
  if (!count) return null;
  const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: count - 1 }[
    key
  ];
  return to === undefined ? null : Math.min(Math.max(to, 0), count - 1);
}
