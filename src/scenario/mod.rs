//! Scenario files: read, merged, checked and resolved into what the model runs.
//!
//! All problems come at once, with line, column and fix ([`Problems`]); a [`Scenario`] that comes out is whole and
//! immutable. The room opens the scenario's file and the files it extends, inside one directory, and runs nothing.

mod calibration;
mod chain;
mod codes;
mod cross;
mod diagnostics;
mod difference;
mod draw_table;
mod entries;
mod factors;
mod file;
mod keywords;
mod laws;
mod merge;
mod overrides;
mod posterior;
mod resolve;
mod schema;
mod sensitivity;
mod template;
mod tree;
mod validate;
mod write;

pub use calibration::{Budget, Calibration, Target, load_calibration};
pub use chain::{InputFile, Role};
pub use codes::{CODES, Code, explain};
pub use diagnostics::{Diagnostic, MOST_PROBLEMS, Position, Problems, Secondary, Severity};
pub use difference::{Change, Difference, differences};
pub use factors::{Factor, OTHERS, POSTERIOR};
pub use file::{Accounting, SCHEMA_VERSION, StudyDefaults};
pub use posterior::{Contraction, Description, POSTERIOR_VERSION, Posterior, shipped as shipped_posterior};
pub use resolve::{Scenario, load, load_str};
pub use schema::json_schema;
pub use sensitivity::{
    Designed, IndicesDesign, Outcome, ScreeningDesign, Sensitivity, TornadoDesign, load_sensitivity,
};
pub use template::template;
