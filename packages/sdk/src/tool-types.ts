import type { ToolResult } from "@codespar/protocol";

/**
 * The types of tools, by name: `{ input, output }`. Empty until an application adds to it, by
 * declaring members in a module augmentation; `codespar types` writes that file.
 */
// oxlint-disable-next-line typescript/no-empty-object-type, typescript/no-empty-interface -- filled by augmentation
export interface ToolTypes {}

/** A tool's name: any text, with the names that are known offered first. */
// oxlint-disable-next-line typescript/no-redundant-type-constituents -- there are members once it is filled
export type ToolName = keyof ToolTypes | (string & {});

/** The arguments of a tool; anything, where its type is not known. */
export type ToolInput<Name extends string> = Name extends keyof ToolTypes
  ? Member<ToolTypes[Name], "input">
  : Readonly<Record<string, unknown>>;

/** What a call of a tool came to; `success` tells whether `data` is the tool's own. */
export type ToolResultOf<Name extends string> = Name extends keyof ToolTypes
  ? | (ToolResult & { readonly success: true; readonly data: Member<ToolTypes[Name], "output"> })
    | (ToolResult & { readonly success: false })
  : ToolResult;

type Member<Types, Key extends string> =
  Types extends Readonly<Record<Key, infer Found>> ? Found : Readonly<Record<string, unknown>>;
