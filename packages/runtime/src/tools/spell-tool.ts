/** `stripe/create_x`, `stripe__create_x` and `STRIPE_CREATE_X` are all `stripe_create_x`. */
export function spellTool(name: string): string {
  const spelled = name.toLowerCase().replaceAll(/[/_-]+/g, "_");
  const [server = ""] = spelled.split("_");
  return spelled.replace(`${server}_${server}_`, `${server}_`);
}
