// The actions of others that a workflow uses: by the commit that was looked at, so that nobody can put something else in its place. Where a
// tag is annotated (those of codeql-action are), it is the commit that the tag names, not the tag's own object.

interface Action {
  readonly uses: string;
  readonly version: string;
}

export const actions = {
  checkout: { uses: "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1", version: "v7.0.1" },
  setupNode: { uses: "actions/setup-node@820762786026740c76f36085b0efc47a31fe5020", version: "v7.0.0" },
  uploadArtifact: { uses: "actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a", version: "v7.0.1" },
  downloadArtifact: { uses: "actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c", version: "v8.0.1" },
  uploadSarif: { uses: "github/codeql-action/upload-sarif@5595ccaf912efad79be6eef63a5619ff05969be3", version: "v4.37.6" },
} as const satisfies Readonly<Record<string, Action>>;

/** The version that a commit is, for people. */
export const versionOf = (uses: string): string | undefined =>
  Object.values(actions).find((action) => action.uses === uses)?.version;
