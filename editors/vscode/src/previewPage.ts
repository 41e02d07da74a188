// The page around a preview: its policy, its colors, and the script that scrolls it.

/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** Colors of the page from the theme. The specificity exceeds that of the colors in the page itself. */
const THEME = `
html:root:root {
  --text: var(--vscode-editor-foreground);
  --dim: var(--vscode-descriptionForeground);
  --line: var(--vscode-panel-border, var(--vscode-contrastBorder, #8884));
  --back: var(--vscode-editor-background);
  --code: var(--vscode-textCodeBlock-background);
  --link: var(--vscode-textLink-foreground);
  --warn: var(--vscode-editorWarning-foreground);
  --warn-back: transparent;
}
html body { padding: 0; }
body main code { color: inherit; }
:is(h2, h3, h4, h5, h6, tr, li, header)[id] { cursor: pointer; }
`;

/** Runs in the page. It cannot use anything outside of itself. */
function main(): void {
  const host = acquireVsCodeApi();
  const page = document.getElementById("page")!;
  const style = document.getElementById("style")!;
  let places: { line: number; element: HTMLElement }[] = [];
  let ignoreUntil = 0;

  const top = (element: HTMLElement): number =>
    element.getBoundingClientRect().top + window.scrollY;

  /** Returns the places that are displayed, in ascending order of `key`. */
  const sorted = (key: (place: { line: number; element: HTMLElement }) => number) =>
    places
      .filter(({ element }) => element.offsetParent !== null)
      .map((place) => ({ line: place.line, y: top(place.element), key: key(place) }))
      .sort((a, b) => a.key - b.key);

  /** Interpolates between the two places around `at`. */
  const interpolate = (all: { key: number; value: number }[], at: number): number | undefined => {
    const next = all.findIndex(({ key }) => key > at);
    const before = all[next === -1 ? all.length - 1 : next - 1] ?? all[0];
    const after = next === -1 ? undefined : all[next];
    if (before === undefined) {
      return undefined;
    }
    if (after === undefined || after.key === before.key || after.value < before.value) {
      return before.value;
    }
    const share = Math.max(0, (at - before.key) / (after.key - before.key));
    return before.value + share * (after.value - before.value);
  };

  const update = (html: string, lines: { id: string; line: number }[]): void => {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    const open = [...page.querySelectorAll("details")].map((details) => details.open);
    style.textContent = parsed.querySelector("style")?.textContent ?? "";
    page.replaceChildren(...parsed.body.childNodes);
    page.querySelectorAll("details").forEach((details, index) => {
      details.open = open[index] ?? false;
    });
    places = lines.flatMap(({ id, line }) => {
      const element = document.getElementById(id);
      return element === null ? [] : [{ line, element }];
    });
  };

  window.addEventListener("message", ({ data }) => {
    switch (data.type) {
      case "update":
        host.setState({ uri: data.uri });
        update(data.html, data.lines);
        break;
      case "failed":
        // The last page stays visible.
        if (page.childElementCount === 0) {
          page.textContent = `No preview: ${data.reason}`;
        }
        break;
      case "scroll": {
        const known = sorted(({ line }) => line).map(({ line, y }) => ({ key: line, value: y }));
        const y = interpolate(known, data.line);
        if (y !== undefined) {
          ignoreUntil = Date.now() + 300;
          window.scrollTo(0, data.line === 0 ? 0 : y);
        }
        break;
      }
    }
  });

  window.addEventListener("scroll", () => {
    if (Date.now() < ignoreUntil) {
      return;
    }
    const known = sorted(({ element }) => top(element)).map(({ line, y }) => ({ key: y, value: line }));
    const line = interpolate(known, window.scrollY);
    if (line !== undefined) {
      host.postMessage({ type: "scrolled", line: Math.floor(line) });
    }
  });

  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const link = target.closest("a");
    if (link !== null) {
      const id = link.getAttribute("href")?.replace(/^#/, "");
      if (link.getAttribute("href")?.startsWith("#") === true && id !== undefined) {
        event.preventDefault();
        document.getElementById(id)?.scrollIntoView();
      }
      return;
    }
    const element = target.closest("h2, h3, h4, h5, h6, tr, li, header");
    if (element !== null && element.id !== "" && getSelection()?.isCollapsed !== false) {
      host.postMessage({ type: "open", id: element.id });
    }
  });

  host.postMessage({ type: "ready" });
}

declare function acquireVsCodeApi(): {
  postMessage(message: object): void;
  setState(state: object): void;
};

/** Returns the page. Only its own script runs: that with the nonce. */
export function pageAround(nonce: string): string {
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<style id="style"></style>
<style>${THEME}</style>
</head>
<body>
<div id="page"></div>
<script nonce="${nonce}">(${main.toString()})()</script>
</body>
</html>`;
}
