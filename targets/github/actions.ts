// The actions of others that a workflow uses: by the commit that was looked at, so that nobody can put something else in its place.

interface Action {
  readonly uses: string;
  readonly version: string;
}

export const actions = {
  checkout: { uses: "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1", version: "v7.0.1" },
  setupNode: { uses: "actions/setup-node@820762786026740c76f36085b0efc47a31fe5020", version: "v7.0.0" },
} as const satisfies Readonly<Record<string, Action>>;

/** The version that a commit is, for people. */
export const versionOf = (uses: string): string | undefined =>
  Object.values(actions).find((action) => action.uses === uses)?.version;
