// Runs as spans and metrics of OpenTelemetry. Needs the peer dependency @opentelemetry/api.

export { type OpenTelemetryOptions, openTelemetry } from "./opentelemetry/open-telemetry.js";
