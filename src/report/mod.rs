//! Findings and comparisons as data for programs: shared by the command line and the MCP server.

pub(crate) mod comparison;
pub(crate) mod diagnostic;
pub(crate) mod fixes;
pub(crate) mod json_schema;
pub(crate) mod line_index;
pub(crate) mod unified_diff;
