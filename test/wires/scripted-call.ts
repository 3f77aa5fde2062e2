/** A call the scripted model makes. */
export interface ScriptedCall {
  /** The model's id of the call. */
  readonly id: string;
  /** The name the model was shown. */
  readonly name: string;
  /** The arguments; a string is sent as the raw text of the arguments. */
  readonly input: unknown;
}
