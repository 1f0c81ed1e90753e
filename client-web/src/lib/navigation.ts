/** Whether this page came to be by a reload of its tab: the same reader goes on, over a new connection. */
export function wasReloaded(): boolean {
  const [navigation] = performance.getEntriesByType("navigation");
  return navigation !== undefined && "type" in navigation && navigation.type === "reload";
}
