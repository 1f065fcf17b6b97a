//! `wireloom completions` and `wireloom man`.
use super::{Failure, output::Output, spoken::suggestion};
use clap_complete::Shell;
use clap_mangen::Man as Page;
use std::io::Write;

/// Print a script that completes the command line in a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  wireloom completions bash > ~/.local/share/bash-completion/completions/wireloom
  wireloom completions fish > ~/.config/fish/completions/wireloom.fish")]
pub(crate) struct Completions {
    #[arg(value_enum)]
    shell: Shell,
}

/// Print the manual page (roff) of the command, or of one verb
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  wireloom man | man -l -
  wireloom man decode > wireloom-decode.1")]
pub(crate) struct Man {
    /// Of this verb
    verb: Option<String>,
}

impl Completions {
    pub(crate) fn run(
        &self,
        output: &mut Output,
        mut command: clap::Command,
    ) -> Result<(), Failure> {
        // The generator panics where writing fails: it writes into memory.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command, "wireloom", &mut script);
        Ok(output.write_all(&script)?)
    }
}

impl Man {
    pub(crate) fn run(
        &self,
        output: &mut Output,
        mut command: clap::Command,
    ) -> Result<(), Failure> {
        command.build();
        let page = match &self.verb {
            None => command,
            Some(verb) => {
                let verbs = command.get_subcommands().map(clap::Command::get_name);
                let verbs: Vec<_> = verbs.collect();
                match command.find_subcommand(verb) {
                    Some(found) => found.clone(),
                    None => {
                        let why = format!("no verb `{verb}`{}", suggestion(verb, &verbs));
                        return Err(Failure::Usage(why));
                    }
                }
            }
        };
        // The generator leaves out what the short help leaves out.
        let page = page.mut_args(|arg| arg.hide_short_help(false));
        let source = concat!("wireloom ", env!("CARGO_PKG_VERSION"));
        Ok(Page::new(page).source(source).manual("wireloom").render(output)?)
    }
}
