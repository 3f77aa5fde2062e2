/** The version of this adapter, recorded with every call. */
export const adapterVersion = "0.1.0";
