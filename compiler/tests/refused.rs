//! Values of the moment that would spell a tag of another rule: the Bake file's validations, evaluated.

use hcl::eval::{Context, Evaluate, FuncArgs, FuncDef, ParamType};
use hcl::{Body, Value};
use imgc::world::MemoryWorld;
use imgc::{Options, check, emit};

/// The Bake file of an image `a` with these tags.
fn bake(tags: &str) -> Body {
    let stack = format!(
        "stack \"s\" {{ registry \"r.io/o\" }}\ntags {{ {tags} }}\n\
         image \"a\" {{ version \"1.0\"; from \"debian:12\"; run \"true\" }}\n"
    );
    let compilation = check(&MemoryWorld::new([("stack.kdl", stack)]), "stack.kdl", &Options::default());
    let files = emit(&compilation.plan.unwrap_or_else(|| panic!("{:#?}", compilation.diagnostics)));
    let (_, text) = files.iter().find(|(path, _)| path.ends_with("docker-bake.hcl")).expect("a Bake file");
    hcl::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn text(args: &FuncArgs, at: usize) -> String {
    args[at].as_str().expect("text").to_string()
}

/// Bake's functions. What `regex` finds is a list, empty where Bake's fails; `can` and `try` see to that.
fn functions(context: &mut Context) {
    let function = |params: usize, body: fn(FuncArgs) -> Result<Value, String>| {
        FuncDef::builder().params(vec![ParamType::Any; params]).build(body)
    };
    let regex = |args: FuncArgs| {
        let found = regex::Regex::new(&text(&args, 0)).map_err(|error| error.to_string())?;
        let value = text(&args, 1);
        let groups = found.captures(&value);
        let groups = groups.iter().flat_map(|groups| groups.iter().flatten().map(|group| group.as_str().into()));
        Ok(Value::Array(groups.collect()))
    };
    context.declare_func("regex", function(2, regex));
    context.declare_func("can", function(1, |args| Ok(args[0].as_array().is_some_and(|all| !all.is_empty()).into())));
    context.declare_func(
        "regex_replace",
        function(3, |args| {
            let pattern = regex::Regex::new(&text(&args, 1)).map_err(|error| error.to_string())?;
            Ok(pattern.replace_all(&text(&args, 0), text(&args, 2).as_str()).as_ref().into())
        }),
    );
    context.declare_func("substr", function(3, |args| Ok(text(&args, 0).chars().take(63).collect::<String>().into())));
    context.declare_func(
        "contains",
        function(2, |args| Ok(args[0].as_array().is_some_and(|all| all.contains(&args[1])).into())),
    );
}

/// What Bake says of a branch or a git tag, of all that it says of one that would spell another rule's tag.
fn said(file: &Body, variable: &str, value: &str) -> Vec<String> {
    let mut context = Context::new();
    functions(&mut context);
    for name in ["GIT_BRANCH", "GIT_TAG"] {
        context.declare_var(name, if name == variable { value } else { "" });
    }
    context.declare_var("GIT_EVENT", "push");
    let blocks = file.blocks().filter(|block| block.labels().first().is_some_and(|label| label.as_str() == variable));
    let validations = blocks.flat_map(|block| block.body().blocks());
    let attribute = |block: &hcl::Block, name: &str| {
        let found = block.body().attributes().find(|attribute| attribute.key() == name);
        found.expect("an attribute").expr().evaluate(&context).expect("a value")
    };
    let failing = validations.filter(|block| attribute(block, "condition") == Value::Bool(false));
    failing.map(|block| attribute(block, "error_message").as_str().expect("text").to_string()).collect()
}

const BRANCHES: &str = "tag \"x-{git.short}\"
    on branch=\"main\" { tag \"latest\" }
    on branch=\"stage/docker/**\" { tag \"x-stage-{git.branch.rest}\" }
    otherwise { tag \"x-{git.branch.slug}\" }
    on pull-request { tag \"x-pr-{pr}\" }
    promote { tag \"x-stable\" }";

#[test]
fn a_branch_does_not_spell_what_another_rule_may_be_called() {
    let file = bake(BRANCHES);
    let told = |branch: &str| said(&file, "GIT_BRANCH", branch);
    let may = |tag: &str| {
        vec![format!("GIT_BRANCH must be something else: a tag of another rule may be called so, `{tag}`.")]
    };
    assert_eq!(told("stage-foo"), may("x-stage-{git.branch.rest}"));
    assert_eq!(told("stage/foo"), may("x-stage-{git.branch.rest}"));
    assert_eq!(told("pr-12"), may("x-pr-{pr}"));
    assert_eq!(told("0123abc"), may("x-{git.short}"));
    assert_eq!(told("stable"), ["GIT_BRANCH must be something else: a tag of another rule is called `stable`."]);
    for branch in ["", "main", "stage/docker/foo", "stage", "stage-", "pr-x", "0123abcd", "0123abg", "latest", "local"]
    {
        assert_eq!(told(branch), [""; 0], "{branch}");
    }
}

#[test]
fn a_branch_is_spared_where_the_rule_does_not_hold() {
    let file = bake(
        "on branch=\"rel/*\" { tag \"next\" }; otherwise { tag \"{git.branch.slug}\" }; promote { tag \"rel-1\" }",
    );
    assert_eq!(said(&file, "GIT_BRANCH", "rel/1"), [""; 0]);
    let told = |words: &str| [format!("GIT_BRANCH must be something else: a tag of another rule is called {words}.")];
    assert_eq!(said(&file, "GIT_BRANCH", "rel-1"), told("`next`, `rel-1`"));
    assert_eq!(said(&file, "GIT_BRANCH", "rel/1/2"), [""; 0]);
    assert_eq!(said(&file, "GIT_BRANCH", "next"), told("`next`, `rel-1`"));
}

#[test]
fn a_git_tag_does_not_spell_what_another_rule_is_called() {
    let file = bake("on git-tag=\"*\" { tag \"{git.tag}\" }; on branch=\"v/**\" { tag \"v{git.branch.rest}-rc\" }");
    let told = ["GIT_TAG must be something else: a tag of another rule may be called so, `v{git.branch.rest}-rc`."];
    assert_eq!(said(&file, "GIT_TAG", "v1.0-rc"), told);
    assert_eq!(said(&file, "GIT_TAG", "v1.0"), [""; 0]);
}

#[test]
fn nothing_is_asked_that_cannot_be_or_that_would_refuse_everything() {
    let validations = |tags: &str| {
        let file = bake(tags);
        let blocks: Vec<String> = file
            .blocks()
            .filter(|block| {
                matches!(block.labels().first().map(|label| label.as_str()), Some("GIT_BRANCH" | "GIT_TAG"))
            })
            .flat_map(|block| block.body().blocks())
            .map(|block| hcl::to_string(block.body()).expect("HCL"))
            .collect();
        blocks.len()
    };
    // a git tag of `v*` is no commit, no pull request and no `latest`
    let git_tag = "on git-tag=\"v*\" { tag \"{git.tag}\" }; on branch=\"main\" { tag \"latest\"; tag \"{git.short}\" }";
    assert_eq!(validations(git_tag), 0);
    // any branch may be called as any git tag is
    assert_eq!(validations("on git-tag=\"v*\" { tag \"{git.tag}\" }; otherwise { tag \"{git.branch.slug}\" }"), 0);
    // both may be `x-a-y`
    assert_eq!(validations("tag \"x-{git.branch.slug}\"; on branch=\"b/**\" { tag \"{git.branch.rest}-y\" }"), 2);
    // one branch is one name
    assert_eq!(validations("on branch=\"main\" { tag \"{git.branch.slug}\" }; promote { tag \"main\" }"), 0);
}
