//! The settings file `integration-manifest.toml`.
