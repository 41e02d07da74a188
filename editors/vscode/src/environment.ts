// The credentials in the environment of the server.

/** The credentials that the user entered; empty if not set. */
export interface Credentials {
  token: string;
  workspace: string;
}

type Variables = Record<string, string | undefined>;

/**
 * Returns the environment of the server: that of the editor, overridden by the entered credentials. The
 * environment is the only place for a token that other users of the machine cannot see.
 */
export function environment(env: Variables, { token, workspace }: Credentials): Variables {
  return {
    ...env,
    ...(token === "" ? {} : { BP_TOKEN: token }),
    ...(workspace === "" ? {} : { BP_WORKSPACE_ID: workspace }),
  };
}

/** Returns why an entered token or ID is invalid, or undefined. */
export function invalidCredential(value: string): string | undefined {
  return /^[!-~]*$/.test(value.trim())
    ? undefined
    : "Must not contain white space or non-ASCII characters.";
}
