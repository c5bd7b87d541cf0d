// Codes of the phase "lower".

export const lowerCodes = {} as const;
