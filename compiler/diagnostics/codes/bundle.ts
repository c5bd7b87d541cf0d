// Codes of the phase "bundle".

export const bundleCodes = {} as const;
