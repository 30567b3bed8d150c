export interface NativeFailure {
  failureCode: string
  message: string
  detailsJson: string
}

export declare class NativeCancellation {
  constructor()
  cancel(): void
}

export declare class NativeSession {
  static open(optionsJson: string): NativeSession | NativeFailure
  registerTable(name: string, sourceJson: string, ipc?: Uint8Array | null): Promise<NativeFailure | string>
  deregisterTable(name: string): Promise<NativeFailure | boolean>
  listTables(): NativeFailure | string
  prepare(sql: string, cancellation?: NativeCancellation | null): Promise<NativeFailure | NativePlan>
  openDeltaWriter(uri: string, optionsJson: string, cancellation?: NativeCancellation | null): Promise<NativeFailure | NativeDeltaWriter>
  describeDelta(sourceJson: string): Promise<NativeFailure | string>
  close(): Promise<NativeFailure | undefined>
}

export declare class NativePlan {
  schemaIpc(): NativeFailure | Uint8Array
  describeJson(): string
  explain(analyze: boolean, parametersJson?: string | null, cancellation?: NativeCancellation | null): Promise<NativeFailure | string>
  execute(parametersJson?: string | null, cancellation?: NativeCancellation | null): Promise<NativeFailure | NativeStream>
  writeDelta(uri: string, optionsJson: string, parametersJson?: string | null, cancellation?: NativeCancellation | null): Promise<NativeFailure | string>
}

export declare class NativeStream {
  next(): Promise<NativeFailure | Uint8Array | null>
  cancel(): void
  reportJson(): string
}

export declare class NativeDeltaWriter {
  write(ipcChunk: Uint8Array): Promise<NativeFailure | undefined>
  finish(): Promise<NativeFailure | string>
  abort(): Promise<NativeFailure | undefined>
}

export declare function capabilities(): string
