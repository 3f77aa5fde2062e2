/** The tools that the official conformance scenarios call, on a server behind a session. */
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";

const server = new McpServer({ name: "conformance", version: "1.0.0" });
const text = { type: "text", text: "This is a simple text response for testing." };
const pixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
const image = { type: "image", data: pixel, mimeType: "image/png" };
const silence = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=";
const audio = { type: "audio", data: silence, mimeType: "audio/wav" };
const resource = {
  type: "resource",
  resource: {
    uri: "test://embedded-resource",
    mimeType: "text/plain",
    text: "This is an embedded resource content.",
  },
};

const contents = {
  test_simple_text: [text],
  test_image_content: [image],
  test_audio_content: [audio],
  test_embedded_resource: [resource],
  test_multiple_content_types: [text, image, resource],
};
for (const [name, content] of Object.entries(contents)) {
  server.registerTool(name, {}, () => ({ content }));
}

server.registerTool("test_error_handling", {}, () => ({
  isError: true,
  content: [{ type: "text", text: "This tool intentionally returns an error for testing" }],
}));

server.registerTool("test_tool_with_progress", {}, async ({ _meta, sendNotification }) => {
  const progressToken = _meta?.progressToken ?? 0;
  for (const progress of [0, 50, 100]) {
    await sendNotification({
      method: "notifications/progress",
      params: { progressToken, progress, total: 100 },
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { content: [text] };
});

await server.connect(new StdioServerTransport());
