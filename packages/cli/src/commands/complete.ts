import { Argument } from "@commander-js/extra-typings";

import type { CreateCommand } from "../commands.ts";
import { createCompletion } from "../create-completion.ts";
import { examples } from "../examples.ts";
import { newCommand } from "../new-command.ts";

const shells = ["bash", "zsh", "fish", "powershell"] as const;

/** `codespar complete`: completion for shells. */
export const complete: CreateCommand = (terminal) =>
  newCommand("complete", "Print the script that lets a shell complete commands and options.")
    .addArgument(new Argument("<shell>", "the shell").choices(shells))
    .addHelpText(
      "after",
      examples(
        `echo 'source <(codespar complete bash)' >> ~/.bashrc`,
        `echo 'source <(codespar complete zsh)' >> ~/.zshrc`,
        "codespar complete fish > ~/.config/fish/completions/codespar.fish",
      ),
    )
    .action(async (shell) => {
      const completion = await createCompletion(terminal);
      completion.setup("codespar", "codespar", shell);
    });
