// What Pyodide publishes without types: the factory of its WebAssembly module.
declare module "pyodide/pyodide.asm.mjs" {
  const createPyodideModule: NonNullable<
    NonNullable<Parameters<typeof import("pyodide").loadPyodide>[0]>["createPyodideModule"]
  >;
  // biome-ignore lint/style/noDefaultExport: it is what the file of Pyodide exports.
  export default createPyodideModule;
}
