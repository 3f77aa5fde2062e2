/** One page of a list. */
export interface Page<Item> {
  /** The items, newest first unless the route says otherwise. */
  readonly data: readonly Item[];
  /** Pass it as `cursor` for the next page; `null` on the last one. */
  readonly next_cursor: string | null;
}
