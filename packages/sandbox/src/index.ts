export { createMcpServer, type McpServerOptions } from "./create-mcp-server.ts";
export { qrPng } from "./documents/qr-png.ts";
export { textPdf } from "./documents/text-pdf.ts";
export type { Invoice } from "./engines/fiscal.ts";
export type { PaymentEvent } from "./engines/payments.ts";
export type { Authorization } from "./engines/authorization.ts";
export { faults } from "./fault.ts";
export { SandboxError } from "./sandbox-error.ts";
export { type SandboxServer } from "./sandbox-server.ts";
export { sandboxServers } from "./sandbox-servers.ts";
export {
  createSandboxWorld,
  type SandboxWorld,
  type SandboxWorldOptions,
} from "./sandbox-world.ts";
