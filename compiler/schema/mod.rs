//! The vocabulary of the language, as one table: which nodes stand where, what they take, and what they mean.
//!
//! Readers check nodes against it, suggestions and `imgc explain` are made from it, and so are the language reference and the
//! words that editors highlight. A node or a property exists if and only if it has a row here.

mod download;
mod framework;
mod gpu;
mod image;
mod linux;
mod row;
mod steps;
mod text;
mod top;

pub use row::{Argument, Body, Context, Kind, Property, Row};
pub use text::{explain, reference, summaries};

/// The rows of a context, in the order of the reference.
pub fn rows(context: Context) -> Vec<&'static Row> {
    let lists: &[&'static [Row]] = match context {
        Context::Top => &[top::TOP],
        Context::Stack => &[top::STACK],
        Context::PlanBody => &[top::VALUE_BODY, top::PLAN_BODY],
        Context::ValueBody => &[top::VALUE_BODY],
        Context::ImageValueBody => &[top::VALUE_BODY, image::IMAGE_VALUE_BODY, framework::FRAMEWORKS],
        Context::Axis => &[top::AXIS],
        Context::ImageAxis => &[image::IMAGE_AXIS],
        Context::ArgCases => &[top::ARG_CASES],
        Context::Image => {
            &[image::DEFINITIONS, image::METADATA, image::PARTS, framework::FRAMEWORKS, steps::STEPS, image::CONDITIONS]
        }
        Context::Stage => &[image::STAGE, steps::STEPS, image::CONDITIONS],
        Context::Component => &[image::COMPONENT, steps::STEPS, image::CONDITIONS],
        Context::Param => &[image::PARAM],
        Context::Tags => &[top::TAGS],
        Context::Promote => &[top::PROMOTE],
        Context::Role => &[top::RULES],
        Context::Policy => &[top::RULES, top::POLICY],
        Context::Require => &[top::REQUIRE],
        Context::Changes => &[top::CHANGES],
        Context::Ci => &[top::CI],
        Context::Mounts => &[steps::MOUNTS],
        Context::Distribution => &[linux::IN_DISTRIBUTION],
        Context::ManylinuxPolicy => &[linux::IN_MANYLINUX_POLICY],
        Context::Download => &[download::DOWNLOAD_BODY],
        Context::DownloadRelease => &[download::RELEASE],
        Context::FrameworkRelease => &[framework::RELEASE],
        Context::Wheels => &[framework::WHEELS],
        Context::GpuFamily => &[gpu::FAMILY],
        Context::GpuRelease => &[gpu::RELEASE],
        Context::GpuBase => &[gpu::BASE],
        Context::GpuNode => &[image::GPU_BODY],
        Context::Denied => &[top::DENIED],
    };
    lists.iter().flat_map(|list| list.iter()).collect()
}

/// The row of a node in a context.
pub fn find(context: Context, name: &str) -> Option<&'static Row> {
    rows(context).into_iter().find(|row| row.name == name)
}

/// Every node's name; one that stands in several contexts comes several times.
pub fn node_names() -> impl Iterator<Item = &'static str> {
    Context::ALL.iter().flat_map(|&context| rows(context)).map(|row| row.name)
}

/// Every property's name, likewise.
pub fn property_names() -> impl Iterator<Item = &'static str> {
    Context::ALL.iter().flat_map(|&context| rows(context)).flat_map(|row| row.properties).map(|property| property.name)
}
