//! Safe reading and writing of files.

mod read;
mod write;

pub(crate) use read::{
    MAX_EMBEDDED_BYTES, MAX_SETTINGS, Version, decode, describe_io_error, open_regular,
    read_inside, read_regular, read_text, real,
};
#[cfg(feature = "serve")]
pub(crate) use write::leave_signals_to_caller;
pub(crate) use write::{write, write_new};
