// Actions in the editor, and locators of its elements.

import { AsyncLocalStorage } from "node:async_hooks";

import type { FrameLocator, Locator, Page } from "playwright-core";

/** A part of the window, in pixels. */
export interface Crop {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The name of the part of the test that runs. */
export const part = new AsyncLocalStorage<string>();

/** Prints the next step of the test, with the time since the start in seconds. */
export function step(description: string): void {
  console.log(`${performance.now().toFixed(0).slice(0, -3).padStart(4)} s  ${part.getStore() ?? ""}: ${description}`);
}

export class Editor {
  readonly hover: Locator;
  readonly suggestions: Locator;
  /** The documentation of the selected suggestion. */
  readonly details: Locator;
  readonly errors: Locator;
  readonly language: Locator;
  /** The peek view of references. */
  readonly peek: Locator;
  /** The items of a quick pick. */
  readonly picks: Locator;
  /** The Markdown preview. */
  readonly preview: FrameLocator;

  constructor(readonly page: Page) {
    this.hover = page.locator(".monaco-hover:not(.hidden) .monaco-hover-content");
    this.suggestions = page.locator(".suggest-widget.visible .monaco-list-row");
    this.details = page.locator(".suggest-details-container");
    this.errors = page.locator(".monaco-editor .squiggly-error");
    this.peek = page.locator(".peekview-widget");
    this.picks = page.locator(".quick-input-list .monaco-list-row");
    this.preview = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
    this.language = page.locator("#status\\.editor\\.mode");
  }

  async openFolder(url: string, folder: string): Promise<void> {
    await this.page.goto(`${url}/?folder=${encodeURIComponent(folder)}`);
    await this.page.locator(".monaco-workbench .part.editor").waitFor();
  }

  /** Opens a file by its name, with the list of files. */
  async openFile(name: string): Promise<void> {
    // The list first shows recent files, and a name can be the end of another.
    const last = (name.split("/").pop() ?? name).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const label = new RegExp(`(?<![.\\w-])${last}`);
    await this.choose("Control+p", name, label);
    const tab = this.page.locator(".tab.active", { hasText: label });
    await tab.waitFor();
    await this.page.locator(".monaco-editor .view-line").first().waitFor();
  }

  /** Runs a command by its title. */
  async run(command: string): Promise<void> {
    await this.choose("F1", `>${command}`);
  }

  /** Runs a command, and waits for the placeholder or title of its input. */
  async ask(command: string, question: string): Promise<void> {
    // A new window has no commands of extensions at first.
    await this.until(this.picks.first().filter({ hasText: command }), async () => {
      await this.page.keyboard.press("Escape");
      await this.write("F1", `>${command}`);
    });
    await this.page.keyboard.press("Enter");
    await this.question(question).or(this.asked(question)).waitFor();
  }

  /** The input with this placeholder. */
  question(question: string): Locator {
    return this.page.locator(`.quick-input-widget input[placeholder="${question}"]`);
  }

  /** The input with this title. */
  asked(title: string): Locator {
    return this.page.locator(".quick-input-title", { hasText: title });
  }

  /** Moves the cursor; line and column are counted from 1. */
  async goTo(line: number, column: number): Promise<void> {
    await this.choose("Control+g", `:${line}:${column}`);
  }

  /** A line that contains the text. */
  line(text: string | RegExp): Locator {
    if (text instanceof RegExp) {
      return this.page.locator(".monaco-editor .view-line", { hasText: text });
    }
    // The editor renders spaces as non-breaking spaces.
    const spaces = new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/ /g, "\\s"));
    return this.page.locator(".monaco-editor .view-line", { hasText: spaces });
  }

  /** A code lens. */
  lens(title: string): Locator {
    return this.page.locator(".codelens-decoration a", { hasText: title });
  }

  /** The tab of a file with or without unsaved changes. */
  tab(name: string, state: "dirty" | "clean"): Locator {
    const class_ = state === "dirty" ? ".tab.dirty" : ".tab:not(.dirty)";
    return this.page.locator(class_, { hasText: name });
  }

  /** Repeats an action until an element is visible: the window loses input while it is loading. */
  async until(element: Locator, act: () => Promise<void>): Promise<void> {
    for (let attempt = 0; attempt < 5; attempt++) {
      await act();
      if (await element.waitFor({ timeout: 5000 }).then(() => true, () => false)) {
        return;
      }
    }
    await element.waitFor();
  }

  /** Opens the quick fixes at the cursor, or the menu of another command. */
  async openFixes(command = "Quick Fix..."): Promise<void> {
    const menu = this.page.locator(".action-widget .monaco-list-row");
    // The menu can be opened before the diagnostics are up to date.
    for (let attempt = 0; attempt < 5; attempt++) {
      await this.run(command);
      if (await menu.first().waitFor({ timeout: 3000 }).then(() => true, () => false)) {
        return;
      }
    }
    throw new Error(`${command} shows no menu`);
  }

  /** Selects an item of the menu. */
  async chooseFix(title: string): Promise<void> {
    const focused = this.page.locator(".action-widget .monaco-list-row.focused");
    for (let row = 0; row < 15; row++) {
      if ((await focused.innerText()).includes(title)) {
        await this.page.keyboard.press("Enter");
        return;
      }
      await this.page.keyboard.press("ArrowDown");
    }
    throw new Error(`${title} is not in the menu`);
  }

  /** A row of the Problems panel. */
  problem(message: string): Locator {
    return this.page.locator(".markers-panel .monaco-list-row", { hasText: message });
  }

  notification(message: string): Locator {
    return this.page.locator(".notification-toast", { hasText: message });
  }

  async picture(file: string, clip: Crop): Promise<void> {
    await this.page.screenshot({ path: file, clip, animations: "disabled", caret: "initial" });
  }

  /** The input of a quick pick or input box. */
  private field(): Locator {
    const inputs = ".quick-input-widget input[type=text], .quick-input-box input";
    return this.page.locator(inputs).first();
  }

  /** Opens the input and types text. Retries if the input was closed in between. */
  private async write(key: string, text: string): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      await this.until(this.field(), () => this.page.keyboard.press(key));
      const written = this.field().fill(text, { timeout: 3000 });
      if (attempt === 5 || (await written.then(() => true, () => false))) {
        return await written;
      }
    }
  }

  private async choose(key: string, text: string, label: string | RegExp = ""): Promise<void> {
    const row = this.page.locator(".quick-input-list .monaco-list-row.focused", { hasText: label });
    // The list of files can be older than the file.
    for (let attempt = 0; ; attempt++) {
      await this.write(key, text);
      if (await row.first().waitFor({ timeout: 5000 }).then(() => true, () => false)) {
        break;
      }
      if (attempt === 5) {
        throw new Error(`no item for ${text}`);
      }
      await this.page.keyboard.press("Escape");
    }
    await this.page.keyboard.press("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }
}
