//! One build, but for its Dockerfile.

use super::adopt::adopt;
use super::draft::{Draft, Drafts, Made};
use super::lower::Lowering;
use super::site::{Shared, Site, Uses};
use super::{
    Build, BuildId, InfoCmd, Mount, NamedContext, Origin, Source, Test, Text, Variable, errors, framework, labels,
    parents, tags,
};
use crate::ast::{self, ImageItem, Name};
use crate::containerfile::{PLATFORM_ARGS, is_predefined};
use crate::diag;
use crate::model::{Combination, Image, first};
use crate::paths;
use crate::reference::{check_path, context_key};
use crate::source::{Span, Spanned};
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// `None`: something that it cannot be without was reported.
pub(super) fn draft<'a>(
    shared: &'a Shared<'a>,
    image: &'a Image,
    combination: &'a Combination,
    drafts: &Drafts<'a>,
) -> Option<Draft<'a>> {
    let site = Site::new(shared, image, combination, drafts);
    let mut lowering = Lowering::new(&site, drafts);
    references(&mut lowering);
    let adopted = first(&site.leaves, |item| match item {
        ImageItem::Dockerfile(dockerfile) => Some(dockerfile),
        _ => None,
    });
    if adopted.is_none() {
        lowering.inherit_base();
    }
    framework::settle(&lowering);
    values_of_args(&site);
    context(&mut lowering);
    let made = match adopted {
        Some(dockerfile) => adopt(&mut lowering, dockerfile).map(|(made, facts, end)| (made, Some(facts), end)),
        None => lowering.image().map(|(recipe, end)| (Made::Recipe(recipe), None, end)),
    };
    let mut check_args = IndexMap::new();
    let tested = tests(&mut lowering, &mut check_args);
    let info = info(&site, &lowering, &mut check_args);
    let mut run_options = run_options(&site, &lowering);
    let mut repository = None;
    if let Some(template) = &image.ast.repository {
        repository = site.literal(template, None);
    }
    let repository = repository.unwrap_or_else(|| image.name().to_string());
    let internal = first(&site.leaves, |item| match item {
        ImageItem::Internal(internal) => Some(internal.value),
        _ => None,
    })
    .unwrap_or(false);
    if !internal && let Err(mistake) = check_path(&repository) {
        let span = image.ast.repository.as_ref().map_or(image.ast.name.span, |template| template.span);
        site.report_once(errors::bad_repository(&repository, &mistake, span, image.ast.repository.is_none()));
    }
    let tags = if internal { tags::Tags::default() } else { tags::tags(&site, &repository) };
    let target = site.target.clone();
    let reference = match (&tags.known, internal) {
        (_, true) => format!("stack.invalid/{target}:internal"),
        (Some(known), _) => known.clone(),
        (None, _) => format!("{}:latest", joined(&tags::registries(&site)[0], &repository)),
    };
    let (made, adopted_facts, end) = made?;
    let wrong_tags = tags.wrong;
    let axes: IndexMap<String, String> =
        image.values(combination).map(|(axis, value)| (axis.name.clone(), value.name.clone())).collect();
    let several = |name: &str| image.axes.iter().any(|axis| axis.name == name && axis.values.len() > 1);
    let labels = labels::labels(&site, &lowering.from, &tags);
    let bake = super::bake::attributes(&site, internal, &mut lowering.entitlements);
    let chosen = lowering.gpu.take();
    let release = chosen.as_ref().and_then(|chosen| chosen.version.clone());
    let (gpu_asked, gpu_targets) = chosen.map(|chosen| (chosen.asked, chosen.targets)).unwrap_or_default();
    let (base_gpu, base_release) = lowering.base_gpu.clone().unzip();
    let own = Some(site.gpu.clone()).filter(|gpu| !gpu.is_empty());
    let gpu_release = match own.is_some() {
        true => release,
        false => base_release.flatten(),
    };
    let gpu = own.or(base_gpu);
    let family = gpu.as_ref().and_then(|name| site.model().gpus.families.get(name));
    if let (Some(family), true) = (family, run_options.is_empty()) {
        run_options.extend(family.run_options.iter().filter_map(|option| site.literal(option, None)));
    }
    let build = Build {
        target,
        image: image.name().to_string(),
        plan: axes.get("plan").filter(|_| several("plan")).cloned(),
        variant: axes.get("variant").filter(|_| several("variant")).cloned(),
        axes,
        internal,
        roles: site.roles.iter().map(|role| role.value.clone()).collect(),
        allows: site
            .leaves
            .iter()
            .filter_map(|leaf| match leaf.item {
                ImageItem::Allow(allow) => Some(allow.clone()),
                _ => None,
            })
            .collect(),
        user: end.user.clone().map(|user| (user, end.user_span)),
        args: args(&lowering),
        contexts: lowering.contexts.list.clone(),
        dockerfile: 0,
        dockerfile_target: adopted.and_then(|dockerfile| dockerfile.target.as_ref().map(|target| target.value.clone())),
        context: lowering.context.clone(),
        platforms: std::mem::take(&mut lowering.platforms),
        from: lowering.from.clone(),
        parents: lowering.parents.iter().map(|&at| BuildId(at)).collect(),
        ref_name: labels::ref_name(&site, &tags, &labels),
        labels,
        secrets: lowering.secrets.iter().cloned().collect(),
        ssh: lowering.ssh.iter().cloned().collect(),
        entitlements: lowering.entitlements.iter().cloned().collect(),
        info,
        check_args,
        test_contexts: tested.contexts,
        tests: tested.tests,
        distributions: std::mem::take(&mut lowering.distributions),
        outside: std::mem::take(&mut lowering.outside),
        manylinux: lowering.manylinux.take(),
        gpu,
        gpu_release,
        gpu_asked,
        gpu_targets,
        run_options,
        bake,
        shell: end.shell.clone(),
        taken: std::mem::take(&mut lowering.taken),
        adopted: adopted_facts,
        origin: Origin { span: Some(image.ast.name.span), via: Vec::new() },
        tags: tags.tags,
        promotions: tags.promotions,
        repository,
    };
    if lowering.inherited && build.platforms.is_empty() {
        let parents = lowering.parents.iter().map(|&at| &lowering.draft(at).build);
        let parents: Vec<_> = parents.map(|parent| (parent.target.clone(), parent.platforms.clone())).collect();
        let name = image.ast.name.clone();
        site.report_for_builds(name.span, "no common platform", move |targets| {
            errors::no_common_platform(&name, &parents, targets)
        });
    }
    check_tests(&site, &build);
    for role in site.roles.iter().filter_map(|role| site.model().roles.get(&role.value)) {
        shared.used.borrow_mut().insert(role.name.span);
    }
    for role in site.roles.iter().filter(|role| !site.model().roles.contains_key(&role.value)) {
        if !site.model().is_unknown("role", &role.value) {
            site.report(errors::unknown_role(role, site.model()));
        }
    }
    Some(Draft { build, made, site, reference, end, wrong_tags })
}

/// A repository below a registry.
pub(super) fn joined(registry: &str, repository: &str) -> String {
    if registry.is_empty() { repository.to_string() } else { format!("{registry}/{repository}") }
}

/// `arg NAME image="base"`: the parent's reference, an edge and a named context.
fn references(lowering: &mut Lowering) {
    let site = lowering.site;
    let of_images = site.shared.model.args.values().filter(|arg| arg.image.is_some());
    let named = site.args.own_and(of_images.map(|arg| arg.name.value.as_str()));
    let named: Vec<(String, &ast::ImageRef)> = named
        .into_iter()
        .filter_map(|(name, declared)| Some((name.to_string(), declared.arg?.image.as_ref()?)))
        .collect();
    for (name, image) in named {
        let Some((at, parent)) = parents::find(site, lowering.drafts, image, None) else { continue };
        let text = parent.reference.clone();
        let key = context_key(&text);
        lowering.parent(at);
        let named = lowering.contexts.add(&key, NamedContext::Build(BuildId(at)), &parent.build.target);
        site.references.borrow_mut().insert(name, if named == key { text } else { named });
    }
    let adopts = site.leaves.iter().any(|leaf| matches!(leaf.item, ImageItem::Dockerfile(_)));
    for leaf in &site.leaves {
        let ImageItem::Replaced(replaced) = leaf.item else { continue };
        if !adopts {
            site.report_once(errors::replaced_without_dockerfile(&replaced.reference, site.image.name()));
            continue;
        }
        let Some((at, _)) = parents::find(site, lowering.drafts, &replaced.image, None) else { continue };
        lowering.parent(at);
        // in the form in which the builder looks it up: in another it would be ignored
        lowering.contexts.list.insert(context_key(&replaced.reference.value), NamedContext::Build(BuildId(at)));
    }
}

/// An arg of the image without a value in this build is an error, used or not.
fn values_of_args(site: &Site) {
    for (name, declared) in site.args.own() {
        if !declared.of_stack && site.arg(name).is_none() && site.lacks_value(name) {
            if PLATFORM_ARGS.contains(&name) || is_predefined(name) {
                site.report_once(errors::arg_of_builder(declared.name, declared.arg));
            } else {
                site.without_value(name, declared.name.span);
            }
        }
    }
}

/// Every arg that the Dockerfile declares, and its value.
fn args(lowering: &Lowering) -> IndexMap<String, Text> {
    let mut args = IndexMap::new();
    for name in &lowering.args {
        let value = match lowering.derived.get(name) {
            Some(value) => value.clone(),
            None => match lowering.site.arg(name) {
                Some(value) => value,
                None => continue,
            },
        };
        args.insert(name.clone(), exposed(lowering.site, name, value));
    }
    args
}

/// A stack's default may be set when building, as far as this build goes.
fn exposed(site: &Site, name: &str, value: Text) -> Text {
    let exposed = site.is_stack_default(name) && value.as_literal().is_some();
    if exposed { Text::variable(Variable::Stack(name.to_string())) } else { value }
}

/// The args that the shell of a test or an info command uses; their values go to `values`.
fn shell_args<'a>(
    lowering: &Lowering<'_, 'a>,
    word: &'a ast::Word,
    values: &mut IndexMap<String, Text>,
) -> Vec<String> {
    let mut uses = Uses::default();
    lowering.shell_uses(word, &mut uses);
    for name in &uses.args {
        let value = uses.derived.get(name).cloned().or_else(|| lowering.site.arg(name));
        if let Some(value) = value {
            values.insert(name.clone(), exposed(lowering.site, name, value));
        }
    }
    uses.args.into_iter().collect()
}

/// How a container is started, after the options of its first parent where it inherits them.
fn run_options(site: &Site, lowering: &Lowering) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for leaf in &site.leaves {
        let ImageItem::RunOptions { options, inherit } = leaf.item else { continue };
        if *inherit && let Some(&parent) = lowering.parents.first() {
            all.extend(lowering.draft(parent).build.run_options.iter().cloned());
        }
        all.extend(options.iter().filter_map(|option| site.literal(option, None)));
    }
    all
}

/// Value body, then image, then stack; what none of them says follows from the parents.
pub(super) fn platforms<'a>(site: &Site<'a>) -> &'a [Name] {
    let bodies = site.image.values(site.combination).flat_map(|(_, value)| &value.bodies);
    let said: Vec<&'a Spanned<Vec<Name>>> = bodies.filter_map(|body| body.body.platforms.as_ref()).collect();
    if let [before, again, ..] = said[..] {
        site.report_once(errors::two_bodies("`platforms`", again.span, before.span));
    }
    let own = first(&site.leaves, |item| match item {
        ImageItem::Platforms(platforms) => Some(platforms),
        _ => None,
    });
    let platforms = said.first().copied().or(own).or(site.model().stack.platforms.as_ref());
    platforms.map_or(&[], |list| &list.value)
}

/// A folder of an image, from the root. `None`: what is wrong with it was reported.
fn located(site: &Site, location: &str, span: Span) -> Option<String> {
    let Some(path) = paths::below(&site.image.folder, location) else {
        site.report(diag::outside_root(location, span));
        return None;
    };
    match paths::unusable(&path) {
        None => Some(path),
        Some(why) => {
            site.report(diag::unusable_path("a context", why, span));
            None
        }
    }
}

/// The build's context, and the named ones.
fn context(lowering: &mut Lowering) {
    let site = lowering.site;
    let mut folder = None;
    for leaf in &site.leaves {
        let ImageItem::Context(context) = leaf.item else { continue };
        let Some(location) = site.literal(&context.location, None) else { continue };
        match &context.name {
            None if folder.is_some() && !leaf.conditional => {}
            None => folder = located(site, &location, context.span),
            Some(name) if location.contains("://") || location.starts_with("target:") => {
                lowering.contexts.list.insert(context_key(&name.value), NamedContext::Other(location));
            }
            Some(name) => {
                if let Some(path) = located(site, &location, context.span) {
                    lowering.contexts.list.insert(context_key(&name.value), NamedContext::Folder(path));
                }
            }
        }
    }
    if let Some(folder) = folder {
        lowering.context = folder;
    }
}

/// The info commands of a build; those of its first parent where it inherits them.
fn info<'a>(site: &Site<'a>, lowering: &Lowering<'_, 'a>, values: &mut IndexMap<String, Text>) -> Vec<InfoCmd> {
    let mut found: Vec<InfoCmd> = Vec::new();
    for leaf in &site.leaves {
        let ImageItem::InfoCmds { names, inherit, .. } = leaf.item else { continue };
        if *inherit && let Some(&parent) = lowering.parents.first() {
            let parent = &lowering.draft(parent).build;
            let used = |name: &String| parent.info.iter().any(|info| info.args.contains(name));
            values.extend(
                parent
                    .check_args
                    .iter()
                    .filter(|(name, _)| used(name))
                    .map(|(name, text)| (name.clone(), text.clone())),
            );
            found.extend(parent.info.clone());
        }
        for name in names {
            let Some(info) = site.model().info_cmds.get(&name.value) else {
                if !site.model().is_unknown("info-cmd", &name.value) {
                    site.report(errors::unknown_info(name, site.model()));
                }
                continue;
            };
            site.shared.used.borrow_mut().insert(info.name.span);
            let file = name.value.rsplit('/').next().unwrap_or(&name.value).to_string();
            found.push(InfoCmd {
                name: file,
                description: info.description.value.clone(),
                shell: info.shell.value.clone(),
                args: shell_args(lowering, &info.shell, values),
            });
        }
    }
    let mut seen = BTreeSet::new();
    found.retain(|info| seen.insert(info.name.clone()));
    found
}

/// The tests of a build, and the named contexts that their mounts take from.
#[derive(Default)]
struct Tested {
    tests: Vec<Test>,
    contexts: IndexMap<String, NamedContext>,
}

/// The stack's tests, then the image's own.
fn tests<'a>(lowering: &mut Lowering<'_, 'a>, values: &mut IndexMap<String, Text>) -> Tested {
    let site = lowering.site;
    let own = site.leaves.iter().filter_map(|leaf| match leaf.item {
        ImageItem::Test(test) => Some((test, None)),
        _ => None,
    });
    let shared = site.model().tests.iter().map(|shared| (&shared.test, Some(&shared.folder)));
    let all: Vec<(&'a ast::Test, Option<&'a String>)> = shared.chain(own).collect();
    let mut tested = Tested::default();
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for (test, folder) in all {
        if let Some(before) = seen.insert(&test.name.value, test.name.span) {
            site.report(errors::duplicate_test(&test.name, before));
            seen.insert(&test.name.value, before);
            continue;
        }
        // what a test of the stack mounts lies beside the file that says it
        let context = lowering.context.clone();
        lowering.context.clone_from(folder.unwrap_or(&context));
        let mounts = test.mounts.iter().filter_map(|mount| lowering.mount(mount, None)).collect();
        let away = lowering.context != context;
        lowering.context = context;
        let mut test = Test {
            name: test.name.value.clone(),
            shell: test.shell.value.clone(),
            when: test.when,
            gpu: test.gpu,
            inside: test.inside,
            mounts,
            args: shell_args(lowering, &test.shell, values),
            origin: Origin { span: Some(test.name.span), via: Vec::new() },
        };
        for mount in &mut test.mounts {
            let Mount::Bind { from, .. } = mount else { continue };
            if let (Source::Context, Some(folder), true) = (&from, folder, away) {
                *from = Source::From(folder_context(&mut tested.contexts, &lowering.contexts.list, folder));
            } else if let Source::From(name) = from {
                let key = context_key(name);
                let known = lowering.contexts.list.get(&key).cloned();
                tested.contexts.extend(known.map(|context| (key, context)));
            }
        }
        tested.tests.push(test);
    }
    tested
}

/// The name under which a folder of the stack's is a context of tests: `stack`, or with a number where that is another.
fn folder_context(
    contexts: &mut IndexMap<String, NamedContext>,
    taken: &IndexMap<String, NamedContext>,
    folder: &str,
) -> String {
    let context = NamedContext::Folder(folder.to_string());
    let mut name = "stack".to_string();
    let mut number = 1;
    while taken.contains_key(&name) || contexts.get(&name).is_some_and(|other| *other != context) {
        number += 1;
        name = format!("stack-{number}");
    }
    contexts.insert(name.clone(), context);
    name
}

/// Tests that a promotion needs exist, and GPU tests have a GPU.
fn check_tests(site: &Site, build: &Build) {
    let names: Vec<&str> = build.tests.iter().map(|test| test.name.as_str()).collect();
    let blocks = site.model().tags.iter().chain(site.leaves.iter().filter_map(|leaf| match leaf.item {
        ImageItem::Tags(tags) => Some(tags),
        _ => None,
    }));
    for tags in blocks {
        for item in crate::model::every(&tags.body) {
            let ast::TagItem::Promote(promote) = item else { continue };
            let needed = promote.needs.iter().filter(|name| !names.contains(&name.value.as_str()));
            // a promotion's rule is the whole stack's, its test may be one image's
            for name in needed.filter(|name| !site.model().known.has_test(&name.value)) {
                // it may be one of an image that could not be read
                if !site.model().unknown.iter().any(|(kind, _)| kind == "image") {
                    site.report(errors::unknown_test(name, site.model()));
                }
            }
        }
    }
    for test in build.tests.iter().filter(|test| test.gpu && build.gpu.is_none()) {
        if let Some(span) = test.origin.span {
            let name = test.name.clone();
            site.report_for_builds(span, &test.name, move |targets| errors::gpu_test_without_gpu(&name, span, targets));
        }
    }
}
