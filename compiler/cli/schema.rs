//! `imgc schema`

use super::arguments::Schema;
use super::{Outcome, output};

pub fn run(_command: &Schema) -> Outcome {
    output::print(imgc::report::PLAN_SCHEMA)
}
