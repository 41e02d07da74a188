// What a person does in the editor, and sees there.

import type { FrameLocator, Locator, Page } from "playwright-core";

/** A part of the window, in pixels. */
export interface Crop {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Says what is tried next. */
export function step(what: string): void {
  console.log(`- ${what}`);
}

export class Editor {
  readonly hover: Locator;
  readonly suggestions: Locator;
  /** What is said of the suggestion at hand. */
  readonly details: Locator;
  readonly errors: Locator;
  readonly language: Locator;
  /** A list of places, shown within the text. */
  readonly peek: Locator;
  /** What can be chosen from, when something is asked. */
  readonly picks: Locator;
  /** Markdown as it is read. */
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

  /** Opens a file by its name, from the list of files. */
  async openFile(name: string): Promise<void> {
    // The list first shows what was opened before, whatever is typed; and one name may end with
    // another.
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

  /** Runs a command that asks something, in the field or above it. */
  async ask(command: string, question: string): Promise<void> {
    await this.write("F1", `>${command}`);
    await this.picks.first().filter({ hasText: command }).waitFor();
    await this.page.keyboard.press("Enter");
    await this.question(question).or(this.asked(question)).waitFor();
  }

  /** The field that asks this. */
  question(question: string): Locator {
    return this.page.locator(`.quick-input-widget input[placeholder="${question}"]`);
  }

  /** A question with this title. */
  asked(title: string): Locator {
    return this.page.locator(".quick-input-title", { hasText: title });
  }

  /** Puts the cursor at a place, both counted from 1. */
  async goTo(line: number, column: number): Promise<void> {
    await this.choose("Control+g", `:${line}:${column}`);
  }

  /** A line of the text, by what it says. */
  line(text: string): Locator {
    // The editor draws spaces as spaces that do not break.
    const spaces = new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/ /g, "\\s"));
    return this.page.locator(".monaco-editor .view-line", { hasText: spaces });
  }

  /** A lens above a line of the text. */
  lens(title: string): Locator {
    return this.page.locator(".codelens-decoration a", { hasText: title });
  }

  /** The tab of a file by its name, as it is called where something is to be saved yet or not. */
  tab(name: string, state: "dirty" | "clean"): Locator {
    const class_ = state === "dirty" ? ".tab.dirty" : ".tab:not(.dirty)";
    return this.page.locator(class_, { hasText: name });
  }

  /** Does something until that is seen: done while the window is still being drawn, it is lost. */
  async until(seen: Locator, act: () => Promise<void>): Promise<void> {
    for (let attempt = 0; attempt < 5; attempt++) {
      await act();
      if (await seen.waitFor({ timeout: 5000 }).then(() => true, () => false)) {
        return;
      }
    }
    await seen.waitFor();
  }

  /** Opens the list of repairs for where the cursor is, or that of another command. */
  async openFixes(command = "Quick Fix..."): Promise<void> {
    const menu = this.page.locator(".action-widget .monaco-list-row");
    // What was found may be newer than what the menu was made for.
    for (let attempt = 0; attempt < 5; attempt++) {
      await this.run(command);
      if (await menu.first().waitFor({ timeout: 3000 }).then(() => true, () => false)) {
        return;
      }
    }
    throw new Error(`${command} offers nothing`);
  }

  /** Chooses an entry of that list. */
  async chooseFix(title: string): Promise<void> {
    const focused = this.page.locator(".action-widget .monaco-list-row.focused");
    for (let row = 0; row < 15; row++) {
      if ((await focused.innerText()).includes(title)) {
        await this.page.keyboard.press("Enter");
        return;
      }
      await this.page.keyboard.press("ArrowDown");
    }
    throw new Error(`${title} is not offered`);
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

  /** What is typed into where something is looked for, chosen or asked. */
  private field(): Locator {
    const inputs = ".quick-input-widget input[type=text], .quick-input-box input";
    return this.page.locator(inputs).first();
  }

  /** Opens that field and writes into it, again if it was closed by something else in between. */
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
    // A list of files may be older than the file.
    for (let attempt = 0; ; attempt++) {
      await this.write(key, text);
      if (await row.first().waitFor({ timeout: 5000 }).then(() => true, () => false)) {
        break;
      }
      if (attempt === 5) {
        throw new Error(`nothing is called ${text}`);
      }
      await this.page.keyboard.press("Escape");
    }
    await this.page.keyboard.press("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }
}
