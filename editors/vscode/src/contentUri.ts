// URIs of embedded content, and the cached text of each. This file does not import VS Code, so that it
// can be tested without it.

/** A string of a manifest. */
export interface Address {
  /** The manifest's URI. */
  manifest: string;
  /** The JSON Pointer to the string. */
  pointer: string;
}

/**
 * Returns the path of the URI. It is only shown, and its extension selects the language. It contains the path of
 * the manifest, so that the editor shows the difference between the contents of two manifests.
 */
export function pathOf(manifestPath: string, pointer: string, file: string): string {
  return `${manifestPath.startsWith("/") ? "" : "/"}${manifestPath}${pointer}/${file}`;
}

/** Whether `path` is a parent folder of the content: editors check folders before they write. */
export function isParentFolder(path: string, manifestPath: string, pointer: string): boolean {
  const folder = pathOf(manifestPath, pointer, "");
  const name = path.startsWith(folder) ? path.slice(folder.length) : "";
  return name === "" || name.includes("/");
}

/** Returns the query of the URI, which identifies the content. */
export function queryOf({ manifest, pointer }: Address): string {
  return new URLSearchParams({ manifest, pointer }).toString();
}

/** Parses the query of a URI. */
export function addressIn(query: string): Address | undefined {
  const values = new URLSearchParams(query);
  const [manifest, pointer] = [values.get("manifest"), values.get("pointer")];
  return manifest === null || pointer === null ? undefined : { manifest, pointer };
}

/** The last known text of a file, with its creation and modification times. */
export class CachedText {
  text: string | undefined;
  readonly created: number;
  changed: number;

  constructor(now: number) {
    this.created = now;
    this.changed = now;
  }

  /** Stores the text at the time `now`. Returns whether it changed. */
  update(text: string, now: number): boolean {
    if (text === this.text) {
      return false;
    }
    // The first text is not a change, and two changes have different times.
    if (this.text !== undefined) {
      this.changed = Math.max(now, this.changed + 1);
    }
    this.text = text;
    return true;
  }
}
