//! How much a build says: what is the stack's, or a parent's, is said again by each build.

use super::draft::Draft;
use super::{Build, NamedContext, Segment, Text};

/// What a name or a list costs beside its letters.
pub(super) const EACH: usize = 32;

/// In bytes, of what no template of its own was drawn for.
pub(super) fn of_draft(draft: &Draft) -> usize {
    of_build(&draft.build) + draft.site.args.own().count() * 4 * EACH
}

fn of_build(build: &Build) -> usize {
    let mut sum = Sum(build.target.len() + build.repository.len() + build.from.len());
    build.axes.iter().for_each(|(axis, value)| sum.add([axis, value]));
    sum.add(&build.roles);
    sum.add(&build.platforms);
    sum.add(&build.run_options);
    sum.add(&build.gpu_targets);
    sum.add(build.secrets.iter().chain(&build.ssh).chain(&build.entitlements));
    sum.add(build.allows.iter().map(|allow| &allow.reason.value));
    for (name, text) in build.args.iter().chain(&build.check_args).chain(&build.labels) {
        sum.add([name]);
        sum.text(text);
    }
    for (name, context) in build.contexts.iter().chain(&build.test_contexts) {
        sum.add([name]);
        if let NamedContext::Folder(text) | NamedContext::Other(text) = context {
            sum.add([text]);
        }
    }
    build.tags.iter().for_each(|tag| sum.text(&tag.reference));
    build.info.iter().for_each(|info| sum.add([&info.name, &info.description, &info.shell]));
    build.tests.iter().for_each(|test| sum.add([&test.name, &test.shell]));
    build.taken.iter().for_each(|taken| sum.add([&taken.folder, &taken.source]));
    let adopted = build.adopted.iter().flat_map(|adopted| &adopted.runs);
    sum.add(adopted.map(|run| &run.shell.value));
    sum.0
}

struct Sum(usize);

impl Sum {
    fn add<'t>(&mut self, texts: impl IntoIterator<Item = &'t String>) {
        self.0 += texts.into_iter().map(|text| text.len() + EACH).sum::<usize>();
    }

    fn text(&mut self, text: &Text) {
        self.0 += of_text(text);
    }
}

pub(super) fn of_text(text: &Text) -> usize {
    let bytes = |segment: &Segment| match segment {
        Segment::Literal(text) | Segment::Docker(text) | Segment::Arg(text) => text.len(),
        Segment::Variable(variable) => variable.template_name().len(),
    };
    text.0.iter().map(|segment| bytes(segment) + EACH).sum()
}
