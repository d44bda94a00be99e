//! `schema`: the JSON Schema of scenario files, for editors.

use super::failure::Failure;
use super::output;
use crate::scenario;

pub(super) fn schema() -> Result<(), Failure> {
    output::json(&scenario::json_schema())
}
