// What the server's environment says of Botpress.

/** What a person told this extension; empty where they did not. */
export interface Credentials {
  token: string;
  workspace: string;
}

type Variables = Record<string, string | undefined>;

/**
 * The environment of the server: that of the editor, with what the person told the extension in place
 * of what it says. A process has no other place for a token that nobody else sees.
 */
export function environment(env: Variables, { token, workspace }: Credentials): Variables {
  return {
    ...env,
    ...(token === "" ? {} : { BP_TOKEN: token }),
    ...(workspace === "" ? {} : { BP_WORKSPACE_ID: workspace }),
  };
}

/** What is wrong with a token or an id as it was typed; undefined if nothing is. */
export function slip(value: string): string | undefined {
  return /^[!-~]*$/.test(value.trim())
    ? undefined
    : "It has no blanks in it, and no letters beyond ASCII.";
}
