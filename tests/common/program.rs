//! The program under test.

use std::io::Write;
use std::process::{Command, Output, Stdio};
use std::thread;

/// A command that runs the program.
pub fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_integration-manifest-ls"))
}

/// Runs `command` with the input `stdin`, and returns its output.
pub fn output(command: &mut Command, stdin: impl AsRef<[u8]> + Send) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    thread::scope(|scope| {
        // The program may exit before it has read its input.
        scope.spawn(move || _ = input.write_all(stdin.as_ref()));
        child.wait_with_output().unwrap()
    })
}
