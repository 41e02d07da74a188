// How a string of a manifest is addressed as a file of its own, and what is known of it. Nothing here
// knows of VS Code, so that it can be tested without it.

/** A string of a manifest. */
export interface Address {
  /** The manifest's URI. */
  manifest: string;
  /** The JSON Pointer to the string. */
  pointer: string;
}

/** The path of the file's URI: only for people, and its ending for those who go by endings. */
export function pathOf(manifestPath: string, pointer: string, file: string): string {
  const manifest = manifestPath.split("/").pop() ?? "";
  return `/${manifest}${pointer}/${file}`;
}

/** Whether `path` is above the files of this kind: editors ask for folders before they write. */
export function isAbove(path: string, manifestPath: string, pointer: string): boolean {
  const folder = pathOf(manifestPath, pointer, "");
  const name = path.startsWith(folder) ? path.slice(folder.length) : "";
  return name === "" || name.includes("/");
}

/** The query of the file's URI, which says everything. */
export function queryOf({ manifest, pointer }: Address): string {
  return new URLSearchParams({ manifest, pointer }).toString();
}

/** The address in the query of a URI. */
export function addressIn(query: string): Address | undefined {
  const values = new URLSearchParams(query);
  const [manifest, pointer] = [values.get("manifest"), values.get("pointer")];
  return manifest === null || pointer === null ? undefined : { manifest, pointer };
}

/** A text, and the times by which an editor tells whether it is still the one it knows. */
export class Known {
  text: string | undefined;
  readonly created: number;
  changed: number;

  constructor(now: number) {
    this.created = now;
    this.changed = now;
  }

  /** Takes note of the text as it is at the time `now`. Returns whether it is another one. */
  take(text: string, now: number): boolean {
    if (text === this.text) {
      return false;
    }
    // The first text is no change, and two changes never come at one time.
    if (this.text !== undefined) {
      this.changed = Math.max(now, this.changed + 1);
    }
    this.text = text;
    return true;
  }
}
