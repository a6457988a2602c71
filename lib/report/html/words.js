// Words and numbers as people read them. A state is always named: its sign and its colour only help.

const STATES = {
  landed: { word: "landed", sign: "✓", tone: "good" },
  no_change: { word: "no change", sign: "=", tone: "good" },
  closed: { word: "closed", sign: "■", tone: "good" },
  done: { word: "done, not by this run", sign: "✓", tone: "calm" },
  deferred: { word: "deferred", sign: "✗", tone: "bad" },
  blocked: { word: "blocked", sign: "⊘", tone: "warn" },
  held: { word: "held", sign: "‖", tone: "warn" },
  rolled_back: { word: "rolled back", sign: "↶", tone: "warn" },
  running: { word: "running", sign: "▶", tone: "busy" },
  queued: { word: "queued", sign: "…", tone: "busy" },
  waiting_to_retry: { word: "waiting to retry", sign: "↻", tone: "busy" },
  cancelled: { word: "cancelled", sign: "–", tone: "calm" },
  not_started: { word: "not started", sign: "○", tone: "calm" },
};

const stateOf = (name) => STATES[name] || { word: name, sign: "?", tone: "calm" };

function chip(name) {
  const state = stateOf(name);
  return html("span", { class: `chip ${state.tone}` },
    html("span", { class: "sign", "aria-hidden": "true" }, state.sign), state.word);
}

function duration(ms) {
  const seconds = Math.floor(ms / 1000);
  const two = (n) => String(n).padStart(2, "0");
  if (ms < 1000) return `${Math.max(0, Math.round(ms))}ms`;
  if (seconds < 60) return `${seconds}.${Math.floor((ms % 1000) / 100)}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  return `${Math.floor(seconds / 3600)}h ${two(Math.floor((seconds % 3600) / 60))}m`;
}

/// A point in time since the run began: 1:02:03.
function clock(ms) {
  const seconds = Math.floor(ms / 1000);
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

const percent = (part, whole) => (whole > 0 ? `${((100 * part) / whole).toFixed(1)}%` : "");

const counted = (number, thing) => `${number} ${thing}${number === 1 ? "" : "s"}`;

function bytes(number) {
  if (number < 1024) return counted(number, "byte");
  if (number < 1024 * 1024) return `${(number / 1024).toFixed(1)} KB`;
  return `${(number / 1024 / 1024).toFixed(1)} MB`;
}

/// Lines added and removed by a change, or null.
function sizeOf(change) {
  if (!change || change.files.length === 0) return null;
  const sum = (member) => change.files.reduce((all, file) => all + file[member], 0);
  return { files: change.files.length, insertions: sum("insertions"), deletions: sum("deletions") };
}
