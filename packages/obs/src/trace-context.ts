/** A W3C trace context, as its two HTTP headers hold it. See https://www.w3.org/TR/trace-context/. */
export interface TraceContext {
  /** `version-traceId-parentId-flags`, in lower-case hexadecimal. */
  readonly traceparent: string;
  readonly tracestate?: string | undefined;
}

const pattern = /^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;

/**
 * The context that came in, or undefined where there is none to go by: as the standard asks, a malformed `traceparent` counts as
 * none, and its `tracestate` goes with it. Version 00 has no further field.
 */
export function acceptTraceContext({ traceparent, tracestate }: TraceContext): TraceContext | undefined {
  if (!pattern.test(traceparent)) return undefined;
  if (traceparent.startsWith("00-") && traceparent.length !== 55) return undefined;
  return tracestate === undefined || tracestate === "" ? { traceparent } : { traceparent, tracestate };
}
