// The module that stands for "zenc" in bundles: constant and tiny, so that no release of zenc changes the digest of a step.

/** The authoring functions are the identity; what a running step says goes to the step process. */
export const authoringModule = `
const author = (first, run) => run ?? first;
export const step = author, trainer = author, evaluator = author, deployer = author, pipeline = author;
const context = () => globalThis[Symbol.for("zenc.step")];
export const log = (message) => { const running = context(); if (running) running.log(message); else console.log(message); };
export const metric = (name, value, step) => { context()?.metric(name, value, step); };
export const progress = (done, total, label) => { context()?.progress(done, total, label); };
export const toLocalPath = (path) => path;
export const materializer = (own) => own;
`;
