// What Pyodide publishes without types: the factory of its WebAssembly module.
declare module "pyodide/pyodide.asm.mjs" {
  const createPyodideModule: NonNullable<NonNullable<Parameters<typeof import("pyodide").loadPyodide>[0]>["createPyodideModule"]>;
  export default createPyodideModule;
}
