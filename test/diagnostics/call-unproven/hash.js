export const hash = (text) => text.split("").reverse().join("");
