/** A model provider whose rules tools are held to. */
export type Provider = "openai" | "anthropic" | "gemini";

/** Every provider there are rules for. */
export const providers: readonly Provider[] = ["openai", "anthropic", "gemini"];
