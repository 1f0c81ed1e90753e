// Runs before the first paint, so that a reader who chose a theme never sees the other one flash.
// A file of its own because the content security policy allows no inline script.
try {
  const theme = localStorage.getItem("eventwire.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is forbidden here: the system's theme it is.
}
